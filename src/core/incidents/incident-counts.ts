import type { Kysely } from 'kysely';
import type { Tables } from '../../store/store.ts';
import type { Incident } from './incident.ts';

type Db = Kysely<Tables>;

/** How many incidents got a message of their own in a channel since then. */
export async function countMessages(db: Db, channel: string, since: number): Promise<number> {
  const { count } = await db
    .selectFrom('incidents')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('channel', '=', channel)
    .where('post_key', 'is not', null)
    .where('opened_at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many incidents are open, by severity. */
export async function countOpen(db: Db): Promise<ReadonlyMap<Incident['severity'], number>> {
  const rows = await db
    .selectFrom('incidents')
    .select(({ fn }) => ['severity', fn.countAll<number>().as('count')])
    .where('over_at', 'is', null)
    .groupBy('severity')
    .execute();
  return new Map(rows.map(({ severity, count }) => [severity, Number(count)]));
}
