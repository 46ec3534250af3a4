import type { KnownBlock } from '@slack/types';
import { wireId } from '../define-interaction.ts';
import {
  actions,
  bold,
  button,
  context,
  joinText,
  link,
  md,
  mentionChannel,
  message,
  section,
  type Text,
  trustedMrkdwn,
} from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import type { Answer } from './answer.ts';
import { askPeople, type Help, replyText } from './answer-text.ts';
import type { Reply } from './ask-question.ts';
import { ids } from './interaction-ids.ts';
import { type MarkdownBlock, parseMarkdown } from './markdown.ts';
import { blockCode, blockToMrkdwn, plainMrkdwn, spanCode } from './mrkdwn.ts';
import { dropUnset, insertVariables, type Variables } from './variables.ts';

/** `askedId` is the stored question, for feedback; without it the buttons that need it are left out. */
export interface ReplyPlace {
  help: Help;
  askedId?: string | undefined;
}

/** What people in Slack see as the reply to a question. */
export function replyMessage(reply: Reply, { help, askedId }: ReplyPlace): Message {
  if (reply.answer) return answerMessage(reply.answer, { help, askedId });
  const text = replyText(reply, help);
  if (reply.suggestions.length === 0)
    return message({
      text,
      blocks: [section(md`I do not know the answer to this. ${whereToAsk(help)}`)],
      footer: askedId === undefined ? [] : [actions([humanButton(askedId)])],
    });
  return message({
    text,
    blocks: [offered(reply.suggestions), section(md`None of them? ${whereToAsk(help)}`)],
    footer:
      askedId === undefined
        ? []
        : [actions([...chooseButtons(reply.suggestions, askedId), humanButton(askedId)])],
  });
}

/** The titles in full: Slack shows some 30 characters of a button. */
function offered(suggestions: readonly Answer[]) {
  const [first] = suggestions;
  if (first && suggestions.length === 1) return section(md`I am not sure. Did you mean “${first.title}”?`);
  const rows = suggestions.map(({ title }, at) => md`${at + 1}. ${title}`);
  return section(joinText(['I am not sure. Did you mean:', ...rows]));
}

function chooseButtons(suggestions: readonly Answer[], askedId: string) {
  return suggestions.map(({ topic, title }, at) =>
    button({
      actionId: wireId(ids.choose),
      text: suggestions.length === 1 ? 'Yes' : String(at + 1),
      label: title,
      value: `${askedId}:${topic}`,
    }),
  );
}

/** An answer with its links, its further parts, and the question whether it helped. */
export function answerMessage(answer: Answer, { help, askedId }: ReplyPlace): Message {
  const links = answer.links.map(({ title, url }) => link(url, title));
  const feedback =
    askedId === undefined
      ? []
      : [
          button({ actionId: wireId(ids.helped), text: 'Helped', value: askedId }),
          button({ actionId: wireId(ids.notHelped), text: 'Did not help', value: askedId }),
          humanButton(askedId),
        ];
  return message({
    text: `${answer.title}: ${replyText({ ...emptyReply, answer }, help)}`,
    blocks: [
      section(bold(answer.title)),
      ...markdownSections(answer.shown, help.variables),
      ...(links.length === 0 ? [] : [context(joinText(links, '  ·  '))]),
    ],
    footer: [actions(partButtons(answer)), actions(feedback)],
  });
}

/** The rest of an answer, or one of its samples. */
export function answerPartMessage(answer: Answer, sample: number | undefined, help: Help): Message {
  const chosen = sample === undefined ? undefined : answer.samples[sample];
  const title = chosen === undefined ? `${answer.title}, continued` : `${answer.title}: ${chosen.name}`;
  const markdown = chosen === undefined ? answer.more : chosen.markdown;
  return message({
    text: title,
    blocks: [section(bold(title)), ...markdownSections(markdown, help.variables)],
  });
}

/** Markdown as sections, never parted inside a block of it unless one alone is too long (that one is cut). */
export function markdownSections(markdown: string, variables: Variables): KnownBlock[] {
  const texts: string[] = [];
  let last: 'item' | 'other' = 'other';
  for (const block of dropUnset(parseMarkdown(markdown), variables)) {
    const text = filledMrkdwn(block, variables);
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

/** Values stand in code as they are, so that what is pasted is right, and elsewhere without any style. */
function filledMrkdwn(block: MarkdownBlock, variables: Variables): string {
  const text = blockToMrkdwn(block);
  if (block.kind === 'code') return insertVariables(text, variables, blockCode);
  return text
    .split(/(`[^`\n]+`)/)
    .map((piece, at) => insertVariables(piece, variables, at % 2 === 1 ? spanCode : plainMrkdwn))
    .join('');
}

/** As much as fits well in one section; Slack takes 3,000 characters. */
const sectionRoom = 2_900;

const emptyReply: Reply = {
  question: '',
  decision: 'answer',
  candidates: [],
  answer: undefined,
  suggestions: [],
};

function partButtons(answer: Answer) {
  const partButton = (text: string, part: string | number) =>
    button({ actionId: wireId(ids.more), text, value: `${answer.topic}:${part}` });
  return [
    ...(answer.more === '' ? [] : [partButton('Show more', 'more')]),
    ...answer.samples.map(({ name }, index) => partButton(name, index)),
  ];
}

function humanButton(askedId: string) {
  return button({ actionId: wireId(ids.human), text: 'Ask a human', value: askedId });
}

/** Where people help, with the channel as a link. */
function whereToAsk(help: Help): Text {
  const { supportChannel, variables } = help;
  if (variables.support_channel !== undefined || supportChannel === undefined) return askPeople(help);
  return md`Ask in ${mentionChannel(supportChannel)}; name the command or request, the error message and the time, never a token.`;
}
