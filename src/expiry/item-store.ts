import { setImmediate as letOthers } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { inChunks } from '../lib/in-chunks.ts';
import type { Retention } from '../store/retention.ts';
import type { Tables } from '../store/store.ts';
import type { DatedItem, KindName } from './finding.ts';
import { type ClusterState, type ItemRow, toDatedItem, toKnownItem } from './item-rows.ts';
import type { ItemChange, KnownItem } from './known-item.ts';
import { lastScans, type SavedScan } from './scan-store.ts';

type Db = Kysely<Tables>;

/** Which known things; what is left out does not matter. What is gone is never among them. */
export interface ItemFilter {
  kinds?: readonly KindName[] | undefined;
  /** Ends at this instant or before. */
  endsByMs?: number | undefined;
}

/** Where a page goes on: after this thing. */
export interface ItemCursor {
  expiresAtMs: number;
  id: string;
}

/** Known things, soonest end first. Indexed: a page costs the same wherever it is. */
export async function readItems(
  db: Db,
  { kinds, endsByMs }: ItemFilter,
  page: { limit?: number; after?: ItemCursor | undefined } = {},
): Promise<KnownItem[]> {
  let query = db
    .selectFrom('expiry_items')
    .selectAll()
    .where('gone_at', 'is', null)
    .orderBy('expires_at')
    .orderBy('id');
  if (kinds !== undefined) query = query.where('kind', 'in', [...kinds]);
  if (endsByMs !== undefined) query = query.where('expires_at', '<=', endsByMs);
  const { after, limit } = page;
  if (after)
    query = query
      // Alone it lets the index find its place.
      .where('expires_at', '>=', after.expiresAtMs)
      .where((by) => by.or([by('expires_at', '>', after.expiresAtMs), by('id', '>', after.id)]));
  if (limit !== undefined) query = query.limit(limit);
  return toKnownItems(await lastScans(db), await query.execute());
}

/** Things at once: others get their turn in between, and no more than these are in memory. */
const itemsAtOnce = 250;

/** The same, one after the other, without ever holding all of them. */
export async function* eachItem(db: Db, filter: ItemFilter): AsyncGenerator<KnownItem> {
  for (let after: ItemCursor | undefined; ; ) {
    const items = await readItems(db, filter, { limit: itemsAtOnce, after });
    yield* items;
    after = items.at(-1);
    if (items.length < itemsAtOnce) return;
    await letOthers();
  }
}

/** Things by their ids, gone ones too; in no order. */
export async function findItems(db: Db, ids: readonly string[]): Promise<KnownItem[]> {
  const rows: ItemRow[] = [];
  for (const some of inChunks(ids, 500))
    rows.push(...(await db.selectFrom('expiry_items').selectAll().where('id', 'in', some).execute()));
  return toKnownItems(await lastScans(db), rows);
}

/**
 * What one scan changed: all of it, or only changes of these sorts. Gone things too. That a whole cluster could not be
 * looked at is told by `lastScans` and changes no thing.
 */
export async function changesOf(
  db: Db,
  scanId: string,
  changes?: readonly ItemChange[],
): Promise<KnownItem[]> {
  let query = db.selectFrom('expiry_items').selectAll().where('changed_in', '=', scanId);
  if (changes) query = query.where('last_change', 'in', [...changes]);
  const rows = await query.orderBy('expires_at').orderBy('id').execute();
  return toKnownItems(await lastScans(db), rows);
}

/**
 * What the last scan knew of some kinds: for `ScanOptions.lastItems`. In pieces of the whole table, however few of the
 * rows are of these kinds: others get their turn in between.
 */
export async function lastItems(db: Db, kinds: readonly KindName[]): Promise<DatedItem[]> {
  const items: DatedItem[] = [];
  for (let after: string | undefined = ''; after !== undefined; ) {
    const upTo = await idAfter(db, after);
    let query = db
      .selectFrom('expiry_items')
      .selectAll()
      .where('id', '>', after)
      .where('kind', 'in', [...kinds])
      .where('gone_at', 'is', null);
    if (upTo !== undefined) query = query.where('id', '<=', upTo);
    for (const row of await query.execute()) items.push(toDatedItem(row));
    after = upTo;
    await letOthers();
  }
  return items;
}

const rowsAtOnce = 1_000;

/** The id that so many rows lie up to; undefined when there are fewer. */
async function idAfter(db: Db, after: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('expiry_items')
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(1)
    .offset(rowsAtOnce - 1)
    .executeTakeFirst();
  return row?.id;
}

export function toKnownItems(scans: readonly SavedScan[], rows: readonly ItemRow[]): KnownItem[] {
  const stateOf = clusterStates(scans);
  return rows.map((row) => toKnownItem(row, stateOf(row.cluster)));
}

export function clusterStates(scans: readonly SavedScan[]): (cluster: string) => ClusterState {
  const states = new Map(
    scans.map(({ cluster, lookedAt, failingSince }) => [
      cluster,
      { lookedAtMs: lookedAt?.getTime(), failingSinceMs: failingSince?.getTime() },
    ]),
  );
  return (cluster) => states.get(cluster) ?? { lookedAtMs: undefined, failingSinceMs: undefined };
}

/** What is gone, or was not seen for so long, is forgotten. */
export const itemRetention: Retention = {
  name: 'things that run out and are gone',
  async deleteBefore(db, before) {
    const { numDeletedRows } = await db
      .deleteFrom('expiry_items')
      .where((by) => by.or([by('gone_at', '<', before.getTime()), by('stale_since', '<', before.getTime())]))
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};
