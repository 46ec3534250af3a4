import type { Cluster } from '../../core/inventory/cluster.ts';
import { dayMs, endOfDay, hourMs, inZone, minuteMs, secondMs, toRfc3339 } from '../../lib/times.ts';
import type { Store } from '../../store/store.ts';
import type { WriteAttribution } from '../../vault/vault-client.ts';
import { VaultError } from '../../vault/vault-error.ts';
import { createDeadlineReader } from '../deadline.ts';
import { itemId } from '../known-item.ts';
import { placeText } from '../words.ts';
import { addAct, endAct } from './act-store.ts';
import { type LiveSecret, patchSecret, type SecretPlace } from './secret-metadata.ts';

/** Dates further ahead are typing errors, or mean "never". */
const mostYears = 10;

/** The end of the day so many days from now, by the calendar of `zone`. Pure. */
export function dateInDays(days: number, now: Date, zone: string): Date {
  const { year, month, day } = inZone(now, zone);
  const at = new Date(Date.UTC(year, month - 1, day + days));
  return endOfDay({ year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }, zone);
}

/**
 * Reads a new date as people type it: `2027-02-01` and every form that secrets may have, or `+90d` from now (`h`, `d`,
 * `w`, `y`). Pure.
 *
 * @returns undefined for what is none
 */
export function readNewDate(text: string, now: Date, zone: string): Date | undefined {
  const span = /^\+(\d{1,5})([hdwy])$/i.exec(text.trim());
  if (span) {
    const count = Number(span[1]);
    const unit = (span[2] ?? 'd').toLowerCase();
    if (unit === 'h') return new Date(now.getTime() + count * hourMs);
    const days = count * ({ d: 1, w: 7, y: 365 }[unit] ?? 1);
    return days > 366 * 100 ? undefined : dateInDays(days, now, zone);
  }
  const deadline = createDeadlineReader(zone)(text);
  return deadline.state === 'set' ? new Date(deadline.atMs) : undefined;
}

/** Why this cannot be the new date; undefined when it can. Pure. */
export function whyNotDate(at: Date, now: Date): string | undefined {
  if (at.getTime() <= now.getTime() + minuteMs) return 'That is in the past. Choose a day to come.';
  if (at.getTime() > now.getTime() + mostYears * 366 * dayMs)
    return `That is more than ${mostYears} years ahead. Choose an earlier day.`;
  return undefined;
}

/** The keys to write: the new date, and that it was renewed now. Pure. */
export function dateKeys(
  { fields }: Pick<LiveSecret, 'fields'>,
  expiresAt: Date,
  now: Date,
): Record<string, string> {
  return {
    [fields.expiration]: toRfc3339(wholeSecond(expiresAt)),
    [fields.lastRenewal]: toRfc3339(wholeSecond(now)),
  };
}

/** Dates are written without fractions: what is kept of them has none either, or a scan would see another date. */
function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / secondMs) * secondMs);
}

export interface NewDate {
  cluster: Cluster;
  place: SecretPlace;
  live: LiveSecret;
  expiresAt: Date;
  now: Date;
  attribution: WriteAttribution;
}

/**
 * Writes a new date, and keeps who did it: begun before Vault is asked, so that a program that ends in between leaves
 * a trace. Without a store (a terminal) only Vault's audit log knows.
 *
 * @throws UserError, VaultError
 */
export async function setDate(date: NewDate, store: Store | undefined): Promise<void> {
  const { cluster, place, live, expiresAt, now, attribution } = date;
  const id = attribution.request;
  const until = wholeSecond(expiresAt);
  const act = {
    id,
    item: itemId({ ...place, kind: 'kv' }),
    place: placeText(place, true),
    act: 'dated' as const,
  };
  if (store) await addAct(store.db, { ...act, actor: attribution.actor, at: now, until, state: 'begun' });
  try {
    await patchSecret(cluster, place, live, dateKeys(live, expiresAt, now), attribution);
  } catch (error) {
    // Without an answer it may be there: that is looked up later.
    const isLost = error instanceof VaultError && error.failure === 'unreachable';
    if (store && !isLost) await endAct(store.db, id, { state: 'failed', failure: 'Vault did not take it' });
    throw error;
  }
  if (store) await endAct(store.db, id, { state: 'done' });
}

/** How to do it by hand, where the bot may not write. Pure. */
export function byHand(
  place: SecretPlace,
  keys: Readonly<Record<string, string>>,
  isOpenBao: boolean,
): string {
  const quote = (text: string): string =>
    /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
  return [
    isOpenBao ? 'bao' : 'vault',
    'kv metadata patch',
    ...(place.namespace === '' ? [] : [`-namespace=${quote(place.namespace)}`]),
    `-mount=${quote(place.mount.replace(/\/$/, ''))}`,
    ...Object.entries(keys).map(([key, value]) => `-custom-metadata=${quote(`${key}=${value}`)}`),
    quote(place.path),
  ].join(' ');
}
