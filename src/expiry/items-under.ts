import { setImmediate as letOthers } from 'node:timers/promises';
import type { ExpressionBuilder, Kysely } from 'kysely';
import type { Tables } from '../store/store.ts';
import { toKnownItems } from './item-store.ts';
import type { KnownItem } from './known-item.ts';
import { type StoredAct, toAct } from './reminders/act-store.ts';
import { lastScans } from './scan-store.ts';

type Db = Kysely<Tables>;
type By = ExpressionBuilder<Tables, 'expiry_items'>;

/** One place: a namespace alone, with a mount in it, and a path in that. */
export interface Under {
  cluster: string;
  namespace: string;
  /** `''`: the namespace and all below it. */
  mount: string;
  /** `''`: the whole mount; else that path and all below it. */
  path: string;
}

/**
 * Known things in one place that may be seen, soonest end first: `most` of them, and how many more there are. Reads
 * through all of them: for a question of one person.
 */
export async function itemsUnder(
  db: Db,
  under: Under,
  { maySee, most }: { maySee: (owner: string | undefined) => boolean; most: number },
): Promise<{ items: KnownItem[]; more: number }> {
  const scans = await lastScans(db);
  const items: KnownItem[] = [];
  let more = 0;
  let after: { expires_at: number; id: string } | undefined;
  for (;;) {
    const rows = await pageUnder(db, under, after);
    const seen = toKnownItems(scans, rows).filter(({ owner }) => maySee(owner));
    const shown = seen.slice(0, most - items.length);
    items.push(...shown);
    more += seen.length - shown.length;
    after = rows.at(-1);
    if (!after || rows.length < rowsAtOnce) return { items, more };
    await letOthers();
  }
}

const rowsAtOnce = 2_000;

function pageUnder(db: Db, under: Under, after: { expires_at: number; id: string } | undefined) {
  let query = at(db, under).selectAll().orderBy('expires_at').orderBy('id').limit(rowsAtOnce);
  if (after)
    query = query
      .where('expires_at', '>=', after.expires_at)
      .where((by) => by.or([by('expires_at', '>', after.expires_at), by('id', '>', after.id)]));
  return query.execute();
}

/** The thing in one place that changed last. */
export async function lastChangeUnder(db: Db, under: Under): Promise<KnownItem | undefined> {
  const rows = await at(db, under).selectAll().orderBy('changed_at', 'desc').limit(1).execute();
  return toKnownItems(await lastScans(db), rows)[0];
}

/** What people did about things in one place, newest first, and whose the things are. */
export async function actsUnder(
  db: Db,
  under: Under,
  limit: number,
): Promise<{ act: StoredAct; owner: string | undefined }[]> {
  const rows = await at(db, under)
    .innerJoin('expiry_acts as act', 'act.item', 'expiry_items.id')
    .where('act.state', '=', 'done')
    .selectAll('act')
    .select('expiry_items.owner as owner_now')
    .orderBy('act.at', 'desc')
    .orderBy('act.id')
    .limit(limit)
    .execute();
  return rows.map(({ owner_now, ...row }) => ({ act: toAct(row), owner: owner_now ?? undefined }));
}

function at(db: Db, { cluster, namespace, mount, path }: Under) {
  const query = db.selectFrom('expiry_items').where('gone_at', 'is', null).where('cluster', '=', cluster);
  if (mount === '')
    return namespace === '' ? query : query.where((by) => by.and(below(by, 'namespace', namespace)));
  const inMount = query.where('namespace', '=', namespace).where('mount', '=', mount);
  if (path === '') return inMount;
  return inMount.where((by) => by.or([by('path', '=', path), by.and(below(by, 'path', `${path}/`))]));
}

/** `0` comes right after `/`, in both databases' order of bytes. */
function below(by: By, column: 'namespace' | 'path', folder: string) {
  return [by(column, '>=', folder), by(column, '<', `${folder.slice(0, -1)}0`)];
}
