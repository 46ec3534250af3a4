import type { View } from '@slack/types';
import { wholes } from '../../sandbox/strict-slack/block-kit-limits.ts';
import { blocksSize, checkBlocks, checkView } from '../../sandbox/strict-slack/check-blocks.ts';
import type { Message } from '../../src/slack/message.ts';

/**
 * What Slack would refuse in a message, by the strict Slack's own list of its limits, and what nobody should ever
 * find in one: broken surrogates, empty texts, mentions of everybody. Empty when all is well.
 */
export function messageProblems(message: Message): string[] {
  const problems = checkBlocks(message.blocks, 'message').map(({ at, problem }) => `${at}: ${problem}`);
  if (blocksSize(message.blocks) > wholes.blocksCharacters) problems.push('msg_blocks_too_long');
  if (message.text.length > wholes.updateText) problems.push('msg_too_long');
  if (message.text.trim() === '') problems.push('no text');
  return [...problems, ...mentionProblems(message.text), ...textProblems([message.text, message.blocks])];
}

/** The same for a modal or App Home. */
export function viewProblems(view: View): string[] {
  const problems = checkView(view).map(({ at, problem }) => `${at}: ${problem}`);
  return [...problems, ...textProblems(view.blocks)];
}

/** Broken surrogates anywhere; mentions of everybody where Slack reads mrkdwn. */
function textProblems(value: unknown): string[] {
  if (typeof value === 'string')
    return /\p{Surrogate}/u.test(value) ? [`a broken surrogate in ${value.slice(0, 40)}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(textProblems);
  const { type, text } = value as { type?: unknown; text?: unknown };
  return type === 'mrkdwn' ? [...inside, ...mentionProblems(String(text))] : inside;
}

function mentionProblems(text: string): string[] {
  return /<!(?:channel|here|everyone)/.test(text) ? [`a mention of everybody in ${text.slice(0, 40)}`] : [];
}
