import { setImmediate as letOthers } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { inChunks } from '../lib/in-chunks.ts';
import type { Tables } from '../store/store.ts';
import { type Fate, fateOf } from './coverage.ts';
import type { DatedItem } from './finding.ts';
import {
  type ComparedRow,
  type Comparing,
  changed,
  comparedColumns,
  newRow,
  seenAgain,
} from './item-changes.ts';
import type { ItemRow } from './item-rows.ts';
import { type ItemChange, itemChanges } from './known-item.ts';
import type { Scan } from './scan.ts';
import type { SavedScan } from './scan-store.ts';

type Db = Kysely<Tables>;

export type ChangeCounts = Readonly<Record<ItemChange, number>>;

export interface ItemsToSave {
  scan: Scan;
  /** By id. Empty afterwards. */
  seen: Map<string, DatedItem>;
  comparing: Comparing;
  before: readonly SavedScan[];
}

export interface SavedItems {
  changes: ChangeCounts;
  /** By cluster. */
  stale: ReadonlyMap<string, number>;
}

/** Rows read at once: others get their turn after each some 10 ms. */
const readAtOnce = 2_000;
/** Rows written at once: a transaction of its own each, since whoever else writes waits for its end. */
const writtenAtOnce = 500;

/** Goes through all known things, and then through what is left of the scan, which is new. */
export async function saveItems(db: Db, toSave: ItemsToSave): Promise<SavedItems> {
  const { seen, comparing } = toSave;
  const changes = Object.fromEntries(itemChanges.map((one) => [one, 0])) as Record<ItemChange, number>;
  const stale = new Map<string, number>();
  for await (const rows of knownRows(db)) {
    const unseen: ComparedRow[] = [];
    const updates: (Partial<ItemRow> & { id: string })[] = [];
    for (const row of rows) {
      const item = seen.get(row.id);
      seen.delete(row.id);
      const update = item && seenAgain(row, item, comparing);
      if (update) updates.push({ ...update, id: row.id });
      if (update?.last_change) changes[update.last_change] += 1;
      if (!item && row.gone_at === null) unseen.push(row);
    }
    await writeUpdates(db, updates);
    await writeUnseen(db, unseen, toSave, changes, stale);
  }
  for (const rows of newRows(seen, comparing)) {
    await db.insertInto('expiry_items').values(rows).execute();
    changes.added += rows.length;
    await letOthers();
  }
  seen.clear();
  return { changes, stale };
}

async function* knownRows(db: Db): AsyncGenerator<ComparedRow[]> {
  let after = '';
  for (;;) {
    const rows = await db
      .selectFrom('expiry_items')
      .select(comparedColumns)
      .where('id', '>', after)
      .orderBy('id')
      .limit(readAtOnce)
      .execute();
    yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < readAtOnce) return;
    after = last.id;
    await letOthers();
  }
}

/**
 * In the order of their ids, as they are read later: then neighbours lie together in the file. Ids are sorted by their
 * first character beforehand, since sorting all at once would stop everything else.
 */
function* newRows(seen: ReadonlyMap<string, DatedItem>, scan: Comparing): Generator<ItemRow[]> {
  const byFirst = new Map<string, string[]>();
  for (const id of seen.keys()) {
    const first = id.slice(0, 1);
    const ids = byFirst.get(first) ?? [];
    ids.push(id);
    byFirst.set(first, ids);
  }
  for (const first of [...byFirst.keys()].sort())
    for (const ids of inChunks((byFirst.get(first) ?? []).sort(), writtenAtOnce))
      yield ids.flatMap((id) => {
        const item = seen.get(id);
        return item ? [newRow(id, item, scan)] : [];
      });
}

async function writeUpdates(db: Db, updates: readonly (Partial<ItemRow> & { id: string })[]): Promise<void> {
  for (const some of inChunks(updates, writtenAtOnce)) {
    await db.transaction().execute(async (trx) => {
      for (const { id, ...columns } of some)
        await trx.updateTable('expiry_items').set(columns).where('id', '=', id).execute();
    });
    await letOthers();
  }
}

/** What the scan did not see: gone, without a date now, or stale. */
async function writeUnseen(
  db: Db,
  rows: readonly ComparedRow[],
  { scan, comparing, before }: ItemsToSave,
  changes: Record<ItemChange, number>,
  stale: Map<string, number>,
): Promise<void> {
  const looks = new Map(scan.looks.map((look) => [look.cluster, look]));
  for (const some of inChunks(rows, writtenAtOnce)) {
    const places = await db
      .selectFrom('expiry_items')
      .select(['id', 'cluster', 'namespace', 'kind', 'mount', 'path', 'stale_since'])
      .where(
        'id',
        'in',
        some.map(({ id }) => id),
      )
      .execute();
    const groups = new Map<string, { fate: Fate; cluster: string; ids: string[] }>();
    for (const place of places) {
      const look = looks.get(place.cluster);
      // A cluster that is not configured any more is gone with all that was in it.
      const fate = look ? fateOf(look.coverage, place) : 'gone';
      if (fate === 'stale') stale.set(place.cluster, (stale.get(place.cluster) ?? 0) + 1);
      // What a whole cluster's failure makes stale is told by the scan's own row.
      if (fate === 'stale' && (place.stale_since !== null || look?.failure !== undefined)) continue;
      const key = `${fate} ${place.cluster}`;
      const group = groups.get(key) ?? { fate, cluster: place.cluster, ids: [] };
      group.ids.push(place.id);
      groups.set(key, group);
    }
    for (const { fate, cluster, ids } of groups.values()) {
      const seenAtMs = before.find((last) => last.cluster === cluster)?.lookedAt?.getTime() ?? null;
      await writeFate(db, ids, fate, comparing, seenAtMs);
      changes[fate] += ids.length;
    }
    await letOthers();
  }
}

async function writeFate(
  db: Db,
  ids: readonly string[],
  fate: Fate,
  scan: Comparing,
  seenAtMs: number | null,
): Promise<void> {
  await db
    .updateTable('expiry_items')
    .set((by) => ({
      seen_at: by.fn.coalesce('seen_at', by.val(seenAtMs)),
      ...(fate === 'stale' ? { stale_since: scan.startedAtMs } : { gone_at: scan.startedAtMs }),
      ...changed(fate, scan),
    }))
    .where('id', 'in', ids)
    .execute();
}
