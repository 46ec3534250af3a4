import { setImmediate as letOthers } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Tables } from '../../store/store.ts';
import type { ItemRow } from '../item-rows.ts';
import type { Seenness } from '../staleness/seenness.ts';

type Db = Kysely<Tables>;

/** What a series needs of a known thing. */
export type SeriesRow = Pick<
  ItemRow,
  'cluster' | 'namespace' | 'kind' | 'mount' | 'path' | 'name' | 'vault_id' | 'expires_at' | 'renewed_at'
>;

/** Rows at once: SQLite stops the event loop meanwhile. */
const rowsAtOnce = 1_000;

/**
 * Things that people renew, soonest end first, without those that have left. Reads no further than the caller goes.
 */
export async function* seriesRows(db: Db, { staleSinceMs, left }: Seenness): AsyncGenerator<SeriesRow> {
  let after = { expires_at: Number.MIN_SAFE_INTEGER, id: '' };
  for (;;) {
    const { expires_at, id } = after;
    const rows = await db
      .selectFrom('expiry_items')
      .select(['id', 'cluster', 'namespace', 'kind', 'mount', 'path', 'name', 'vault_id'])
      .select(['expires_at', 'renewed_at'])
      .where('gone_at', 'is', null)
      .where('self_renewing', '=', 0)
      .where((by) => by.or([by('stale_since', 'is', null), by('stale_since', '>', staleSinceMs)]))
      .where('cluster', 'not in', ['', ...left])
      .where('expires_at', '>=', expires_at)
      .where((by) => by.or([by('expires_at', '>', expires_at), by('id', '>', id)]))
      .orderBy('expires_at')
      .orderBy('id')
      .limit(rowsAtOnce)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) return;
    after = last;
    await letOthers();
  }
}

export interface PlaceCount {
  cluster: string;
  namespace: string;
  kind: ItemRow['kind'];
  count: number;
  expired: number;
  stale: number;
  /** Of what no machine renews; undefined when there is nothing else. */
  earliestMs: number | undefined;
  /** Series of single things, were there no limit. */
  series: number;
}

/** Counts by cluster, namespace and kind, in one walk of many small steps: one big `group by` would stop everybody. */
export async function placeCounts(db: Db, nowMs: number, seen: Seenness): Promise<PlaceCount[]> {
  const left = new Set(seen.left);
  const counts = new Map<string, PlaceCount>();
  let after = '';
  for (;;) {
    const rows = await db
      .selectFrom('expiry_items')
      .select(['id', 'cluster', 'namespace', 'kind', 'expires_at', 'renewed_at', 'self_renewing'])
      .select(['stale_since', 'gone_at'])
      .where('id', '>', after)
      .orderBy('id')
      .limit(rowsAtOnce)
      .execute();
    for (const row of rows)
      if (row.gone_at === null && (row.stale_since ?? Infinity) > seen.staleSinceMs && !left.has(row.cluster))
        add(countOf(counts, row), row, seen.unseen.has(row.cluster), nowMs);
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) return [...counts.values()];
    after = last.id;
    await letOthers();
  }
}

type CountedRow = Pick<
  ItemRow,
  'cluster' | 'namespace' | 'kind' | 'expires_at' | 'renewed_at' | 'self_renewing' | 'stale_since'
>;

function countOf(counts: Map<string, PlaceCount>, { cluster, namespace, kind }: CountedRow): PlaceCount {
  const key = `${cluster}\n${namespace}\n${kind}`;
  let found = counts.get(key);
  if (!found) {
    found = { cluster, namespace, kind, count: 0, expired: 0, stale: 0, earliestMs: undefined, series: 0 };
    counts.set(key, found);
  }
  return found;
}

function add(found: PlaceCount, row: CountedRow, isUnseen: boolean, nowMs: number): void {
  found.count += 1;
  if (isUnseen || row.stale_since !== null) found.stale += 1;
  if (row.self_renewing !== 0) return;
  found.series += hasRenewalSeries(row) ? 2 : 1;
  if (row.expires_at <= nowMs) found.expired += 1;
  if (found.earliestMs === undefined || row.expires_at < found.earliestMs) found.earliestMs = row.expires_at;
}

/** Secrets and entities have a second series once somebody has noted when they were renewed. */
export function hasRenewalSeries({ kind, renewed_at }: Pick<ItemRow, 'kind' | 'renewed_at'>): boolean {
  return renewed_at !== null && (kind === 'kv' || kind === 'entity');
}

/** How many problems the last scans had. */
export async function problemCounts(db: Db): Promise<{ cluster: string; reason: string; count: number }[]> {
  const rows = await db
    .selectFrom('expiry_problems')
    .select(({ fn }) => ['cluster', 'reason', fn.countAll<number>().as('count')])
    .groupBy(['cluster', 'reason'])
    .execute();
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}
