import { randomBytes } from 'node:crypto';

/** An id as Slack writes them: a letter for the kind, then capitals and digits. */
export function newId(prefix: string): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const letters = [...randomBytes(10)].map((byte) => alphabet[byte % alphabet.length]);
  return `${prefix}${letters.join('')}`;
}

/** A bot's id (`B…`) from its user id, as the local Slack makes it. */
export function botIdOf(botUserId: string): string {
  return `B${botUserId.slice(1)}`;
}

let eventCount = 0;

/** A timestamp for an event, unique in this process. */
export function newTs(nowMs: number): string {
  eventCount = (eventCount + 1) % 1_000_000;
  return `${Math.floor(nowMs / 1000)}.${String(eventCount).padStart(6, '0')}`;
}

/**
 * Orders two message timestamps (`1763780000.000123`), which have more digits than a JavaScript number.
 * Negative: `a` is earlier.
 */
export function compareTs(a: string, b: string): number {
  const [secondsA = '0', restA = '0'] = a.split('.');
  const [secondsB = '0', restB = '0'] = b.split('.');
  return Number(secondsA) - Number(secondsB) || Number(restA.padEnd(6, '0')) - Number(restB.padEnd(6, '0'));
}
