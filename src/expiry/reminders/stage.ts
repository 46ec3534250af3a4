import type { ReminderRule, RemindersConfig } from '../../config/reminders.ts';
import { dateInZone, dayMs } from '../../lib/times.ts';
import type { KnownItem } from '../known-item.ts';
import { matcherOf } from '../rules.ts';

/**
 * How far a thing is on its way out. `rank` only ever falls while time goes by: 30, 14, 7 … days before the end, 0 on
 * the day of the end, -1, -2 … each day after it. A lower rank than the last one told is a reason to tell again.
 */
export interface Stage {
  rank: number;
  /** Who has to hear of it: long after the end it is no longer the owner alone who can help. */
  to: 'owner' | 'operators';
}

export type Times = Pick<RemindersConfig, 'before' | 'overdueDays'>;

type Dated = Pick<KnownItem, 'expiresAtMs' | 'renewedAtMs' | 'selfRenewing'>;

/** A threshold applies only below this part of the lifetime: nobody is told half of the time. */
const partOfLifetime = 3;

/**
 * Where a thing is, if there is anything to tell by now. Days are those of the calendar of `zone`: a secret that ends
 * on Friday evening has three days left all through Tuesday. Pure.
 */
export function stageOf(item: Dated, times: Times, now: Date, zone: string): Stage | undefined {
  if (item.selfRenewing) return undefined;
  const left = daysBetween(now, new Date(item.expiresAtMs), zone);
  if (item.expiresAtMs > now.getTime()) {
    const reached = thresholdsFor(item, times.before).filter((days) => left <= days);
    return reached.length === 0 ? undefined : { rank: Math.min(...reached), to: 'owner' };
  }
  const overdue = Math.max(0, -left);
  if (overdue <= times.overdueDays) return { rank: 0 - overdue, to: 'owner' };
  const week = Math.floor((overdue - times.overdueDays - 1) / 7);
  return { rank: -(times.overdueDays + 1 + 7 * week), to: 'operators' };
}

/** Those of the thresholds (days) that are short enough for how long the thing lives; all, where nobody knows. */
export function thresholdsFor(
  { expiresAtMs, renewedAtMs }: Pick<KnownItem, 'expiresAtMs' | 'renewedAtMs'>,
  before: readonly number[],
): readonly number[] {
  if (renewedAtMs === undefined || renewedAtMs >= expiresAtMs) return before;
  const lifetimeMs = expiresAtMs - renewedAtMs;
  return before.filter((days) => days * dayMs * partOfLifetime < lifetimeMs);
}

/** Calendar days from the day of `from` to the day of `to`, as `zone` counts them; negative backwards. */
export function daysBetween(from: Date, to: Date, zone: string): number {
  const day = (at: Date): number => Date.parse(`${dateInZone(at, zone)}T00:00:00Z`);
  return Math.round((day(to) - day(from)) / dayMs);
}

type Placed = Pick<KnownItem, 'cluster' | 'namespace' | 'mount' | 'path' | 'kind'>;

/** Makes the function that tells when a thing is told: by the last rule that fits and says so. */
export function createTimes({ before, overdueDays, rules }: RemindersConfig): (thing: Placed) => Times {
  const compiled = rules.map((rule) => ({ rule, fits: fitter(rule) }));
  return (thing) =>
    compiled.reduce<Times>(
      (times, { rule, fits }) =>
        fits(thing)
          ? { before: rule.before ?? times.before, overdueDays: rule.overdueDays ?? times.overdueDays }
          : times,
      { before, overdueDays },
    );
}

function fitter({ kind, cluster, namespace, mount, path }: ReminderRule): (thing: Placed) => boolean {
  const [isKind, isNamespace, isMount, isPath] = [kind, namespace, mount, path].map((pattern) =>
    pattern === undefined ? () => true : matcherOf(pattern),
  ) as [Fits, Fits, Fits, Fits];
  return (thing) =>
    (cluster === undefined || cluster === thing.cluster) &&
    isKind(thing.kind) &&
    isNamespace(thing.namespace) &&
    isMount(thing.mount) &&
    isPath(thing.path);
}

type Fits = (text: string) => boolean;
