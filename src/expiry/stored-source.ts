import { setImmediate as letOthers } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sharedBy } from '../lib/shared.ts';
import type { Tables } from '../store/store.ts';
import type { ExpiringSource } from './expiring-source.ts';
import { createItemIndex, type ItemIndex } from './item-index.ts';
import { clusterStates, findItems } from './item-store.ts';
import { readProblems } from './problem-store.ts';
import { lastScans, type SavedScan } from './scan-store.ts';

type Db = Kysely<Tables>;

/** What the last scans know; undefined when there was none yet. */
export async function storedSource(db: Db): Promise<ExpiringSource | undefined> {
  const scans = await lastScans(db);
  const [first] = scans;
  if (!first) return undefined;
  const index = await indexOf(db, scans);
  return {
    isLive: false,
    scannedAt: new Date(Math.min(...scans.map(({ startedAt }) => startedAt.getTime()))),
    durationMs: Math.max(...scans.map(({ durationMs }) => durationMs)),
    scanned: scans.reduce((sum, { scanned }) => sum + scanned, 0),
    skipped: scans.flatMap(({ skipped }) => skipped),
    unseen: scans.flatMap(({ cluster, failingSince }) =>
      failingSince ? [{ cluster, since: failingSince }] : [],
    ),
    find(filter) {
      const { keys, ...counts } = index.find(filter);
      return {
        ...counts,
        count: keys.length,
        items: async (from, count) => inOrder(db, keys.slice(from, from + count)),
      };
    },
    problems: (isWanted) => readProblems(db, { isWanted }),
  };
}

async function inOrder(db: Db, ids: readonly string[]) {
  const found = new Map((await findItems(db, ids)).map((item) => [item.id, item]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

interface CachedIndex {
  /** The scans that it was made from. */
  key: string;
  made: Promise<ItemIndex<string>>;
}

const indexes = sharedBy((_db: Db): { last: CachedIndex | undefined } => ({ last: undefined }));

/** Made anew after each scan, once, however many ask. */
function indexOf(db: Db, scans: readonly SavedScan[]): Promise<ItemIndex<string>> {
  const cache = indexes(db);
  const key = scans.map(({ id, cluster }) => `${cluster} ${id}`).join('\n');
  if (cache.last?.key !== key) {
    const made = buildIndex(db, scans);
    const entry: CachedIndex = { key, made };
    cache.last = entry;
    made.catch(() => {
      if (cache.last === entry) cache.last = undefined;
    });
  }
  return cache.last.made;
}

const rowsAtOnce = 2_000;

async function buildIndex(db: Db, scans: readonly SavedScan[]): Promise<ItemIndex<string>> {
  const index = createItemIndex<string>();
  const stateOf = clusterStates(scans);
  let after = { expires_at: Number.NEGATIVE_INFINITY, id: '' };
  for (;;) {
    const rows = await pageAfter(db, after);
    for (const row of rows)
      index.add(row.id, {
        cluster: row.cluster,
        namespace: row.namespace,
        mount: row.mount,
        kind: row.kind,
        owner: row.owner ?? undefined,
        expiresAtMs: row.expires_at,
        selfRenewing: row.self_renewing !== 0,
        stale: row.stale_since !== null || stateOf(row.cluster).failingSinceMs !== undefined,
      });
    const last = rows.at(-1);
    if (!last || rows.length < rowsAtOnce) return index;
    after = last;
    await letOthers();
  }
}

function pageAfter(db: Db, after: { expires_at: number; id: string }) {
  const columns = [
    'id',
    'cluster',
    'namespace',
    'mount',
    'kind',
    'owner',
    'expires_at',
    'self_renewing',
    'stale_since',
  ] as const;
  let query = db.selectFrom('expiry_items').select(columns).where('gone_at', 'is', null);
  // The first condition alone lets the index find its place.
  if (Number.isFinite(after.expires_at))
    query = query
      .where('expires_at', '>=', after.expires_at)
      .where((by) => by.or([by('expires_at', '>', after.expires_at), by('id', '>', after.id)]));
  return query.orderBy('expires_at').orderBy('id').limit(rowsAtOnce).execute();
}

/** Forgets what was counted: call it after a thing was written outside of a scan. */
export function forgetIndex(db: Db): void {
  indexes(db).last = undefined;
}
