import { dayMs, describeSpan, hourMs, inZone, minuteMs } from '../lib/times.ts';
import type { ExpiringReport, ListedItem } from './find-expiring.ts';

/** How the messages and the terminal name what a scan found. Pure. */

/** `1 secret`, `2,005 secrets`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

/** `in 5 days`, `3 hours ago`. */
export function whenText(at: Date, now: Date): string {
  const span = describeSpan(at.getTime() - now.getTime());
  return at > now ? `in ${span}` : `${span} ago`;
}

/** An asked-for span, exactly: `30 days`, `36 hours`. */
export function spanText(spanMs: number): string {
  if (spanMs % dayMs === 0) return counted(spanMs / dayMs, 'day');
  if (spanMs % hourMs === 0) return counted(spanMs / hourMs, 'hour');
  return counted(Math.round(spanMs / minuteMs), 'minute');
}

/** `2026-11-27 09:00` as the clock of `zone` shows it. */
export function dateText(at: Date, zone: string): string {
  const { year, month, day, hour, minute } = inZone(at, zone);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`;
}

/** `3 expired, 12 more within 30 days`, or that there is nothing. */
export function totalsText(totals: { expired: number; expiring: number }, withinMs: number): string {
  const { expired, expiring } = totals;
  const within = `within ${spanText(withinMs)}`;
  if (expired === 0 && expiring === 0) return `Nothing has expired, and nothing will ${within}`;
  if (expired === 0) return `${counted(expiring, 'secret expires', 'secrets expire')} ${within}`;
  const gone = counted(expired, 'secret has expired', 'secrets have expired');
  return expiring === 0
    ? `${gone}, none more ${within}`
    : `${gone}, ${counted(expiring, 'more', 'more')} ${within}`;
}

/** `prod team-a/kv/app/db`; the cluster only where there are several. */
export function placeText(
  place: { cluster: string; namespace: string; mount: string; path?: string },
  severalClusters: boolean,
): string {
  const path = `${place.namespace}${place.mount}${place.path ?? ''}` || '/';
  return severalClusters ? `${place.cluster} ${path}` : path;
}

export function hasSeveralClusters({ items, problems }: Pick<ExpiringReport, 'items' | 'problems'>): boolean {
  const first = (items[0] ?? problems[0])?.cluster;
  return [...items, ...problems].some(({ cluster }) => cluster !== first);
}

/** What a reader would not guess: that nobody wrote this date. */
export function endsText({ ends }: Pick<ListedItem, 'ends'>): string {
  return ends === 'version' ? '  (Vault deletes this version then)' : '';
}
