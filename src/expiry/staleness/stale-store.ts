import { setImmediate as letOthers } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Tables } from '../../store/store.ts';

type Db = Kysely<Tables>;

/** Things in one mount that a note tells of. */
export interface StalePlace {
  namespace: string;
  mount: string;
  count: number;
  /** The start of the first scan that did not see one of them. */
  sinceMs: number;
}

/** Rows written at once: whoever else writes waits for the end of that. */
const writtenAtOnce = 500;

/** When operators were last told of single things of a cluster that are still not seen. */
export async function lastNotedAt(db: Db, cluster: string): Promise<number | undefined> {
  const { at } = await staleOf(db, cluster)
    .select(({ fn }) => fn.max<number | null>('stale_noted_at').as('at'))
    .executeTakeFirstOrThrow();
  return at ?? undefined;
}

/** Enters on all that has left unnoted that operators are told of it at this time. */
export async function markNoted(
  db: Db,
  cluster: string,
  times: { staleSinceMs: number; notedAtMs: number },
): Promise<void> {
  for (;;) {
    const { numUpdatedRows } = await db
      .updateTable('expiry_items')
      .set({ stale_noted_at: times.notedAtMs })
      .where('id', 'in', (select) =>
        select
          .selectFrom('expiry_items')
          .select('id')
          .where('cluster', '=', cluster)
          .where('stale_since', '<=', times.staleSinceMs)
          .where('stale_noted_at', 'is', null)
          .where('gone_at', 'is', null)
          .limit(writtenAtOnce),
      )
      .executeTakeFirstOrThrow();
    if (numUpdatedRows < writtenAtOnce) return;
    await letOthers();
  }
}

/** What was noted at this time, by mount; most first. */
export async function notedPlaces(db: Db, cluster: string, notedAtMs: number): Promise<StalePlace[]> {
  const rows = await staleOf(db, cluster)
    .where('stale_noted_at', '=', notedAtMs)
    .select(({ fn }) => [
      'namespace',
      'mount',
      fn.countAll<number>().as('count'),
      fn.min('stale_since').as('since'),
    ])
    .groupBy(['namespace', 'mount'])
    .orderBy('count', 'desc')
    .orderBy('namespace')
    .orderBy('mount')
    .execute();
  return rows.map(({ namespace, mount, count, since }) => ({
    namespace,
    mount,
    count: Number(count),
    sinceMs: Number(since),
  }));
}

function staleOf(db: Db, cluster: string) {
  return db
    .selectFrom('expiry_items')
    .where('cluster', '=', cluster)
    .where('stale_since', 'is not', null)
    .where('gone_at', 'is', null);
}
