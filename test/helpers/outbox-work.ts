import { md, message, section } from '../../src/slack/blocks.ts';
import type { Message } from '../../src/slack/message.ts';
import type { OutboxPost } from '../../src/slack/outbox-port.ts';

/**
 * Posts by number, as a bot makes them: most to channels, some as replies under an earlier one, some to people, and
 * every third one changes after it was posted. The same for every process that is asked, as a job's work is.
 */

export const channelCount = 40;
export const personCount = 20;

export function channelOf(number: number): string {
  return `C0KILL${String(number % channelCount).padStart(3, '0')}`;
}

export function personOf(number: number): string {
  return `U0KILL${String(number % personCount).padStart(3, '0')}`;
}

export function kindOf(number: number): 'channel' | 'reply' | 'person' {
  if (number % 5 === 3) return 'reply';
  return number % 5 === 4 ? 'person' : 'channel';
}

export function keyOf(number: number): string {
  return `work:${number}`;
}

/** The post that a reply goes under: one of kind `channel`. */
export function parentOf(number: number): number {
  return number - 3;
}

export function changes(number: number): boolean {
  return number % 3 === 0;
}

export function firstText(number: number): string {
  return `post ${number} first`;
}

export function lastText(number: number): string {
  return changes(number) ? `post ${number} changed` : firstText(number);
}

export function messageOf(text: string): Message {
  return message({ text, blocks: [section(md`${text}`)] });
}

export function postOf(number: number): OutboxPost {
  const key = keyOf(number);
  const text = messageOf(firstText(number));
  const kind = kindOf(number);
  if (kind === 'person') return { key, destination: { channel: personOf(number) }, message: text };
  if (kind === 'channel') return { key, destination: { channel: channelOf(number) }, message: text };
  const parent = parentOf(number);
  return { key, destination: { channel: channelOf(parent) }, threadOf: keyOf(parent), message: text };
}
