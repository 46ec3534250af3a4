import type { KnownBlock } from '@slack/types';
import {
  bold,
  context,
  joinText,
  link,
  list,
  md,
  mentionChannel,
  message,
  section,
  trustedMrkdwn,
} from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import type { Answer } from './answer.ts';
import { askPeople, type Help, replyText } from './answer-text.ts';
import type { Reply } from './ask-question.ts';
import { parseMarkdown } from './markdown.ts';
import { blockToMrkdwn, plainMrkdwn } from './mrkdwn.ts';
import { dropUnset, insertVariables, type Variables } from './variables.ts';

/** What people in Slack see as the reply to a question. */
export function replyMessage(reply: Reply, help: Help): Message {
  const text = replyText(reply, help);
  if (reply.answer)
    return message({ text: `${reply.answer.title}: ${text}`, blocks: answerBlocks(reply.answer, help) });
  const { supportChannel } = help;
  const people =
    help.variables.support_channel === undefined && supportChannel !== undefined
      ? md`Ask in ${mentionChannel(supportChannel)}; name the command or request, the error message and the time, never a token.`
      : askPeople(help);
  if (reply.suggestions.length === 0)
    return message({ text, blocks: [section(md`I do not know the answer to this. ${people}`)] });
  return message({
    text,
    blocks: [
      section('I am not sure which of these you mean:'),
      ...list(reply.suggestions.map((answer) => md`• ${answer.title}`)),
      section(md`None of them? ${people}`),
    ],
  });
}

function answerBlocks(answer: Answer, help: Help): KnownBlock[] {
  const links = answer.links.map(({ title, url }) => link(url, title));
  return [
    section(bold(answer.title)),
    ...markdownSections(answer.shown, help.variables),
    ...(links.length === 0 ? [] : [context(joinText(links, '  ·  '))]),
  ];
}

/** As much as fits well in one section; Slack takes 3,000 characters. */
const sectionRoom = 2_900;

/** Markdown as sections, never parted inside a block of it unless one alone is too long (that one is cut). */
export function markdownSections(markdown: string, variables: Variables): KnownBlock[] {
  const texts: string[] = [];
  let last: 'item' | 'other' = 'other';
  for (const block of dropUnset(parseMarkdown(markdown), variables)) {
    const text = insertVariables(blockToMrkdwn(block), variables, plainMrkdwn);
    const kind = block.kind === 'item' ? 'item' : 'other';
    const gap = kind === 'item' && last === 'item' ? '\n' : '\n\n';
    const before = texts.at(-1);
    if (before !== undefined && before.length + gap.length + text.length <= sectionRoom)
      texts[texts.length - 1] = before + gap + text;
    else texts.push(text);
    last = kind;
  }
  return texts.map((text) => section(trustedMrkdwn(text)));
}
