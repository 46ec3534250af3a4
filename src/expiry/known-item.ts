import { createHash } from 'node:crypto';
import type { DatedItem } from './finding.ts';

/** What last became of a known thing. */
export const itemChanges = ['added', 'renewed', 'newVersion', 'gone', 'undated', 'stale', 'back'] as const;
/**
 * - `added`: seen for the first time
 * - `renewed`: it has another date than before, later as a rule
 * - `newVersion`: a KV secret has a new current version and the date of the old one: it was rotated, or not at all
 * - `gone`: it is not there any more (see `coverage.ts`)
 * - `undated`: it is there and has no date any more
 * - `stale`: it was not seen; its last known state is kept, and nobody is told that it is fine
 * - `back`: it is seen again, as it was
 */
export type ItemChange = (typeof itemChanges)[number];

/** A thing with a date as the store remembers it. */
export interface KnownItem extends DatedItem {
  /** Stable: made of cluster, namespace, kind, mount and path. Short enough for a button. */
  id: string;
  firstSeenAtMs: number;
  /** The start of the last scan that saw it. */
  seenAtMs: number;
  /** The start of the first scan that did not see it any more; undefined while it is seen. */
  staleSinceMs: number | undefined;
  /** When a scan knew that it is gone, or has no date any more. */
  goneAtMs: number | undefined;
  lastChange: ItemChange;
  /** Id of the scan that saw the last change, and when that scan started. */
  changedIn: string;
  changedAtMs: number;
  /** Before the last `renewed`. */
  previousExpiresAtMs: number | undefined;
  /** Before the last `newVersion` or `renewed`. */
  previousVersion: number | undefined;
}

/** The id of a thing: 22 characters, the same in every scan and every process. */
export function itemId({
  cluster,
  namespace,
  kind,
  mount,
  path,
}: Pick<DatedItem, 'cluster' | 'namespace' | 'kind' | 'mount' | 'path'>): string {
  const text = `${cluster}\n${namespace}\n${kind}\n${mount}\n${path}`;
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
