import type { KnownBlock } from '@slack/types';
import type { Message } from '../slack/message.ts';
import type { Answer } from './answer.ts';
import { askPeople, type Help, replyText } from './answer-text.ts';
import type { Reply } from './ask-question.ts';
import { parseMarkdown } from './markdown.ts';
import { blockToMrkdwn, escapeMrkdwn, mrkdwnLink, plainMrkdwn } from './mrkdwn.ts';
import { dropUnset, insertVariables, type Variables } from './variables.ts';

/** A section's text may have 3,000 characters: https://docs.slack.dev/reference/block-kit/blocks/section-block */
const sectionLimit = 2_900;
const textLimit = 3_500;

/** What people in Slack see as the reply to a question. */
export function replyMessage(reply: Reply, help: Help): Message {
  const text = escapeMrkdwn(replyText(reply, { ...help, supportChannel: undefined })).slice(0, textLimit);
  if (reply.answer)
    return { text: `${reply.answer.title}: ${text}`, blocks: answerBlocks(reply.answer, help) };
  const people = askPeople(help);
  if (reply.suggestions.length === 0)
    return {
      text,
      blocks: [
        section(`I do not know the answer to this. ${people.charAt(0).toUpperCase()}${people.slice(1)}`),
      ],
    };
  const titles = reply.suggestions.map((answer) => `• ${escapeMrkdwn(answer.title)}`).join('\n');
  return {
    text,
    blocks: [
      section(`I am not sure which of these you mean:\n${titles}`),
      section(`If it is none of them: ${people}`),
    ],
  };
}

function answerBlocks(answer: Answer, help: Help): KnownBlock[] {
  const links = answer.links.map((link) => mrkdwnLink(link.url, link.title)).join('  ·  ');
  return [
    section(`*${escapeMrkdwn(answer.title)}*`),
    ...markdownSections(answer.shown, help.variables),
    ...(links === '' ? [] : [context(links)]),
  ];
}

/** Markdown as sections: as much as fits in each, never parted inside a block unless one alone is too long. */
export function markdownSections(markdown: string, variables: Variables): KnownBlock[] {
  const texts: string[] = [];
  for (const block of dropUnset(parseMarkdown(markdown), variables)) {
    const text = insertVariables(blockToMrkdwn(block), variables, plainMrkdwn);
    const last = texts.at(-1);
    const gap = block.kind === 'item' ? '\n' : '\n\n';
    if (last !== undefined && last.length + gap.length + text.length <= sectionLimit)
      texts[texts.length - 1] = last + gap + text;
    else texts.push(...pieces(text));
  }
  return texts.map(section);
}

function pieces(text: string): string[] {
  if (text.length <= sectionLimit) return [text];
  return [`${text.slice(0, sectionLimit - 20)} …${text.startsWith('```') ? '\n```' : ''}`];
}

function section(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function context(text: string): KnownBlock {
  return {
    type: 'context',
    elements: [{ type: 'mrkdwn', text: text.slice(0, sectionLimit), verbatim: true }],
  };
}
