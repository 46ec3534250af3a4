import type { KnownItem } from '../known-item.ts';
import type { Snooze } from './snooze.ts';
import type { Stage } from './stage.ts';

/** What one recipient was told last of a thing. */
export interface Told {
  expiresAtMs: number;
  rank: number;
  version: number | undefined;
  atMs: number;
}

type Thing = Pick<KnownItem, 'expiresAtMs' | 'version'>;

/**
 * Whether somebody who was told `told` has to be told now: never, or of another end, or at an earlier stage, or
 * before a snooze that is over; or there is a new version since, and nobody has given it a date. Pure.
 */
export function isDue(
  item: Thing,
  stage: Stage,
  told: Told | undefined,
  snooze: Pick<Snooze, 'untilMs'> | undefined,
  now: Date,
): boolean {
  if (snooze && snooze.untilMs > now.getTime()) return false;
  if (!told || told.expiresAtMs !== item.expiresAtMs) return true;
  if (stage.rank < told.rank) return true;
  if (snooze && told.atMs < snooze.untilMs) return true;
  return hasNewVersion(item, told);
}

/** The secret was written anew since, as far as both versions are known. */
export function hasNewVersion(item: Pick<Thing, 'version'>, told: Pick<Told, 'version'>): boolean {
  return item.version !== undefined && told.version !== undefined && item.version > told.version;
}
