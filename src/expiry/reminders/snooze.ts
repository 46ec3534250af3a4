import { fromZone, inZone } from '../../lib/times.ts';
import type { KnownItem } from '../known-item.ts';

/** Nobody is told of a thing until then. Holds only for the end that it was made for. */
export interface Snooze {
  item: string;
  /** The thing's end at that time: a new date begins anew. */
  expiresAtMs: number;
  untilMs: number;
  by: string;
}

/** What the form offers, in days. */
export const snoozeDays = [1, 3, 7] as const;

/** What the form says instead of a number of days to end a snooze. */
export const noSnooze = '0';

/** The longest for anybody: an operator may snooze beyond the end, but not for ever. */
const longestDays = 366;

/**
 * When a snooze of so many days, or until a date (`2026-12-01`), ends: at the beginning of that day in `zone`, so
 * that the digest of that day tells of it again.
 *
 * @returns undefined for what is no date
 */
export function snoozeEnd(
  wish: { days: number } | { date: string },
  now: Date,
  zone: string,
): Date | undefined {
  if ('days' in wish) {
    const { year, month, day } = inZone(now, zone);
    return startOfDay(new Date(Date.UTC(year, month - 1, day + wish.days)), zone);
  }
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(wish.date);
  const day = match && new Date(`${wish.date}T00:00:00Z`);
  if (!day || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== wish.date) return undefined;
  return startOfDay(day, zone);
}

export const whyNotExpired = 'It has expired already, so only an operator can snooze it.';

/** Why this may not be, in words; undefined when it may. Beyond the end only an operator may. */
export function whyNotSnooze(
  item: Pick<KnownItem, 'expiresAtMs'>,
  until: Date,
  now: Date,
  isOperator: boolean,
): string | undefined {
  const untilMs = until.getTime();
  if (untilMs <= now.getTime()) return 'Choose a day after today.';
  if (untilMs > now.getTime() + longestDays * 86_400_000) return 'Choose a day within a year.';
  if (isOperator || untilMs <= item.expiresAtMs) return undefined;
  return item.expiresAtMs <= now.getTime()
    ? whyNotExpired
    : 'It expires before that day: only an operator can snooze it so long.';
}

/** The snooze that holds for the thing as it is now, be it over or not. */
export function snoozeFor(
  item: Pick<KnownItem, 'id' | 'expiresAtMs'>,
  snoozes: ReadonlyMap<string, Snooze>,
): Snooze | undefined {
  const snooze = snoozes.get(item.id);
  return snooze?.expiresAtMs === item.expiresAtMs ? snooze : undefined;
}

function startOfDay(utcMidnight: Date, zone: string): Date {
  return fromZone(
    {
      year: utcMidnight.getUTCFullYear(),
      month: utcMidnight.getUTCMonth() + 1,
      day: utcMidnight.getUTCDate(),
    },
    zone,
  );
}
