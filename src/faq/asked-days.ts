import { UsageError, UserError } from '../lib/errors.ts';
import { dayMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import { type Asked, askedBetween } from './asked-store.ts';

const usualDays = 30;

/** `[days]`: 1 … 3650; 30 when nobody says. @throws UsageError */
export function parseDays([word, ...more]: readonly string[]): { days: number } {
  if (word === undefined) return { days: usualDays };
  const days = Number(/^(\d{1,4})d?$/.exec(word)?.[1]);
  if (!(days >= 1 && days <= 3_650) || more.length > 0)
    throw new UsageError('Give a number of days, such as 30.');
  return { days };
}

/** What was asked in the last so many days, oldest first. @throws UserError without a store */
export async function askedInDays(days: number, { store }: Ports, now: Date): Promise<Asked[]> {
  if (!store) throw new UserError('The store is not open.');
  return askedBetween(store.db, new Date(now.getTime() - days * dayMs), new Date(now.getTime() + 1));
}
