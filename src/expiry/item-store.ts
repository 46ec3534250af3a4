import type { ExpressionBuilder, Kysely, SelectQueryBuilder } from 'kysely';
import type { Retention } from '../store/retention.ts';
import type { Tables } from '../store/store.ts';
import type { DatedItem, KindName } from './finding.ts';
import { type ClusterState, type ItemRow, toDatedItem, toKnownItem } from './item-rows.ts';
import type { ItemChange, KnownItem } from './known-item.ts';
import { lastScans, type SavedScan } from './scan-store.ts';

type Db = Kysely<Tables>;

/** Which known things; what is left out does not matter. What is gone is never among them. */
export interface ItemFilter {
  cluster?: string | undefined;
  /** One namespace and all below it: `''` or `a/b/`. */
  namespace?: string | undefined;
  mount?: string | undefined;
  kinds?: readonly KindName[] | undefined;
  /** Exactly these owner texts (see `ownerTexts`); `[]` finds nothing. */
  owners?: readonly string[] | undefined;
  /** Ends at this instant or before. */
  endsByMs?: number | undefined;
  /** Only what the last scan did not see (true), or only what it saw (false). */
  stale?: boolean | undefined;
  /** Leaves out what has ended by then and machines renew: nobody has to do anything about it. */
  overAtMs?: number | undefined;
}

/** Where a page goes on: after this thing. */
export interface ItemCursor {
  expiresAtMs: number;
  id: string;
}

/** Known things, soonest end first. Indexed: a page costs the same wherever it is. */
export async function readItems(
  db: Db,
  filter: ItemFilter,
  page: { limit?: number; after?: ItemCursor | undefined } = {},
): Promise<KnownItem[]> {
  const scans = await lastScans(db);
  let query = matching(db, filter, failing(scans)).selectAll().orderBy('expires_at').orderBy('id');
  const { after, limit } = page;
  if (after)
    query = query
      // Alone it lets the index find its place.
      .where('expires_at', '>=', after.expiresAtMs)
      .where((by) => by.or([by('expires_at', '>', after.expiresAtMs), by('id', '>', after.id)]));
  if (limit !== undefined) query = query.limit(limit);
  return toKnownItems(scans, await query.execute());
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

export interface ItemCount {
  cluster: string;
  namespace: string;
  mount: string;
  kind: KindName;
  owner: string | undefined;
  count: number;
  /** Of them ended at `nowMs` or before. */
  expired: number;
  stale: number;
  earliestMs: number;
}

/** How many there are, by place, kind and owner. */
export async function countItems(db: Db, filter: ItemFilter, nowMs: number): Promise<ItemCount[]> {
  const unseen = failing(await lastScans(db));
  const rows = await matching(db, filter, unseen)
    .select((select) => [
      'cluster',
      'namespace',
      'mount',
      'kind',
      'owner',
      select.fn.countAll<number>().as('count'),
      select.fn
        .sum<number>(select.case().when('expires_at', '<=', nowMs).then(1).else(0).end())
        .as('expired'),
      select.fn.sum<number>(select.case().when(isStale(select, unseen)).then(1).else(0).end()).as('stale'),
      select.fn.min('expires_at').as('earliest'),
    ])
    .groupBy(['cluster', 'namespace', 'mount', 'kind', 'owner'])
    .execute();
  return rows.map(({ owner, count, expired, stale, earliest, ...place }) => ({
    ...place,
    owner: owner ?? undefined,
    count: Number(count),
    expired: Number(expired),
    stale: Number(stale),
    earliestMs: Number(earliest),
  }));
}

/** Every different text that stands as owner of something: what a person owns is found by comparing these. */
export async function ownerTexts(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('expiry_items')
    .select('owner')
    .distinct()
    .where('gone_at', 'is', null)
    .where('owner', 'is not', null)
    .union(db.selectFrom('expiry_problems').select('owner').distinct().where('owner', 'is not', null))
    .execute();
  return rows.flatMap(({ owner }) => (owner === null ? [] : [owner]));
}

/** What the last scan knew of some kinds: for `ScanOptions.lastItems`. */
export async function lastItems(db: Db, kinds: readonly KindName[]): Promise<DatedItem[]> {
  const rows = await db
    .selectFrom('expiry_items')
    .selectAll()
    .where('kind', 'in', [...kinds])
    .where('gone_at', 'is', null)
    .execute();
  return rows.map(toDatedItem);
}

type ItemQuery = SelectQueryBuilder<Tables, 'expiry_items', object>;
type By = ExpressionBuilder<Tables, 'expiry_items'>;

function matching(db: Db, filter: ItemFilter, unseen: readonly string[]): ItemQuery {
  let query: ItemQuery = db.selectFrom('expiry_items').where('gone_at', 'is', null);
  const { cluster, namespace, mount, kinds, owners, endsByMs, stale, overAtMs } = filter;
  if (cluster !== undefined) query = query.where('cluster', '=', cluster);
  if (namespace !== undefined && namespace !== '')
    query = query.where((by) => by.and(startsWith(by, namespace)));
  if (mount !== undefined) query = query.where('mount', '=', mount);
  if (kinds !== undefined) query = query.where('kind', 'in', [...kinds]);
  if (owners !== undefined) query = query.where('owner', 'in', [...owners]);
  if (endsByMs !== undefined) query = query.where('expires_at', '<=', endsByMs);
  if (stale !== undefined)
    query = query.where((by) => (stale ? isStale(by, unseen) : by.not(isStale(by, unseen))));
  if (overAtMs !== undefined)
    query = query.where((by) => by.or([by('self_renewing', '=', 0), by('expires_at', '>', overAtMs)]));
  return query;
}

/** `0` comes right after `/`, in both databases' order of bytes: namespaces end in `/`. */
function startsWith(by: By, namespace: string) {
  return [by('namespace', '>=', namespace), by('namespace', '<', `${namespace.slice(0, -1)}0`)];
}

/** Clusters that the last scan could not look at: everything in them is stale. */
function failing(scans: readonly SavedScan[]): string[] {
  return scans.flatMap(({ cluster, failingSince }) => (failingSince ? [cluster] : []));
}

function isStale(by: By, unseen: readonly string[]) {
  return by.or([
    by('stale_since', 'is not', null),
    ...(unseen.length > 0 ? [by('cluster', 'in', [...unseen])] : []),
  ]);
}

function toKnownItems(scans: readonly SavedScan[], rows: readonly ItemRow[]): KnownItem[] {
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

function inChunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  );
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

/** One place: a namespace alone, with a mount in it, and a path in that. */
export interface Under {
  cluster: string;
  namespace: string;
  /** `''`: the namespace and all below it. */
  mount: string;
  /** `''`: the whole mount; else that path and all below it. */
  path: string;
}

/** Known things in one place, soonest end first. Reads through all of them: for a question of one person. */
export async function itemsUnder(db: Db, under: Under, limit: number): Promise<KnownItem[]> {
  const rows = await at(db, under).selectAll().orderBy('expires_at').orderBy('id').limit(limit).execute();
  return toKnownItems(await lastScans(db), rows);
}

/** The thing in one place that changed last. */
export async function lastChangeUnder(db: Db, under: Under): Promise<KnownItem | undefined> {
  const rows = await at(db, under).selectAll().orderBy('changed_at', 'desc').limit(1).execute();
  return toKnownItems(await lastScans(db), rows)[0];
}

function at(db: Db, { cluster, namespace, mount, path }: Under): ItemQuery {
  const query = matching(db, { cluster }, []);
  if (mount === '') return namespace === '' ? query : query.where((by) => by.and(startsWith(by, namespace)));
  const inMount = query.where('namespace', '=', namespace).where('mount', '=', mount);
  if (path === '') return inMount;
  return inMount.where((by) =>
    by.or([by('path', '=', path), by.and([by('path', '>=', `${path}/`), by('path', '<', `${path}0`)])]),
  );
}
