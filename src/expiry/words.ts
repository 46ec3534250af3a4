import { dayMs, describeSpan, hourMs, inZone, minuteMs } from '../lib/times.ts';
import type { ExpiringReport, ListedItem } from './find-expiring.ts';
import type { KindName } from './finding.ts';
import { kindList } from './kind-list.ts';
import { daysBetween } from './reminders/stage.ts';

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

/** When something ends: by the calendar of `zone`, as reminders count; by the hour within a day. */
export function endText(at: Date, now: Date, zone: string): string {
  if (Math.abs(at.getTime() - now.getTime()) < dayMs) return whenText(at, now);
  const days = daysBetween(now, at, zone);
  return days > 0 ? `in ${counted(days, 'day')}` : `${counted(-days, 'day')} ago`;
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

/** What to call one of them, and many: `secret`, `secrets`, or `thing` where they are of several kinds. */
export function nounOf(items: readonly { kind: KindName }[]): { one: string; many: string } {
  const [first] = items;
  const isMixed = items.some(({ kind }) => kind !== first?.kind);
  return isMixed ? { one: 'thing', many: 'things' } : kindWords(first?.kind ?? 'kv');
}

/** `secret`, `AppRole secret id`. */
export function kindWords(name: KindName): { one: string; many: string } {
  return kindList.find((kind) => kind.name === name)?.words ?? { one: name, many: name };
}

/** `3 secrets have expired, 12 more within 30 days`, or that there is nothing. */
export function totalsText(
  totals: { expired: number; expiring: number },
  withinMs: number,
  { one, many }: { one: string; many: string },
): string {
  const { expired, expiring } = totals;
  const within = `within ${spanText(withinMs)}`;
  if (expired === 0 && expiring === 0) return `Nothing has expired, and nothing will ${within}`;
  if (expired === 0) return `${counted(expiring, `${one} expires`, `${many} expire`)} ${within}`;
  const gone = counted(expired, `${one} has expired`, `${many} have expired`);
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

type Noted = Pick<ListedItem, 'kind' | 'note' | 'selfRenewing' | 'state'>;

/** What a reader would not guess: the kind, unless it is a secret, the note, and why nobody is told. */
export function noteText(item: Noted): string {
  return inBrackets([...kindWord(item), item.note, selfRenewingText(item)]);
}

/** The same where only the path stands beside it: a serial number says nothing without its name. */
export function namedNoteText(item: Noted & Pick<ListedItem, 'name' | 'path'>): string {
  const { name, path, note } = item;
  const isNamed = path.toLowerCase().includes(name.toLowerCase());
  return inBrackets([...(isNamed ? [] : [name]), ...kindWord(item), note, selfRenewingText(item)]);
}

function kindWord({ kind }: Noted): string[] {
  return kind === 'kv' ? [] : [kindWords(kind).one];
}

function inBrackets(words: readonly (string | undefined)[]): string {
  const said = words.filter((one) => one !== undefined);
  return said.length === 0 ? '' : `  (${said.join(', ')})`;
}

/** Why nobody is told of it; undefined where somebody is. */
export function selfRenewingText({
  selfRenewing,
  state,
}: Pick<ListedItem, 'selfRenewing' | 'state'>): string | undefined {
  if (selfRenewing === 'replaced') return 'newer one valid';
  if (selfRenewing === 'shortLived') return state === 'expired' ? 'was short-lived' : 'renews itself';
  return undefined;
}

/** How many of a list nobody is told of, and how to leave them out; undefined when there is none. */
export function untoldText({ selfRenewing }: { selfRenewing: number }): string | undefined {
  if (selfRenewing === 0) return undefined;
  const them =
    selfRenewing === 1
      ? 'it renews itself or a newer one is valid'
      : 'they renew themselves or a newer one is valid';
  return `Nobody is told of ${selfRenewing.toLocaleString('en-US')} of them: ${them}`;
}

/** `  (not seen for 3 days)`: what is said of it is what was known before. */
export function staleText({ staleSince }: Pick<ListedItem, 'staleSince'>, now: Date): string {
  if (staleSince === undefined) return '';
  return `  (not seen for ${describeSpan(now.getTime() - Date.parse(staleSince))})`;
}

/** `AppRole secret ids in 3 places`: what the login has no right to look at; undefined when there is nothing. */
export function skippedText(skipped: readonly { kind: KindName }[]): string | undefined {
  if (skipped.length === 0) return undefined;
  const counts = new Map<KindName, number>();
  for (const { kind } of skipped) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => `${kindWords(kind).many} in ${counted(count, 'place')}`);
  return `Not looked at, since the login may not: ${parts.join(', ')}`;
}
