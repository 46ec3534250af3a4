import type { Kysely } from 'kysely';
import type { Tables } from '../store/store.ts';

declare module '../store/store.ts' {
  interface Tables {
    outbox_pace: OutboxPaceRow;
  }
}

/** When the next call of a kind may be made: kept in the store, so that all processes together keep the pace. */
export interface OutboxPaceRow {
  /** `channel:C0123` for posts, or the name of a method that Slack wants less of. */
  bucket: string;
  next_at: number;
}

type Db = Kysely<Tables>;

/**
 * Takes the turn in a bucket, so that the next one is `everyMs` later.
 *
 * @returns undefined when the turn is the caller's, else when to ask again (Unix milliseconds)
 */
export async function takeTurn(
  db: Db,
  bucket: string,
  nowMs: number,
  everyMs: number,
): Promise<number | undefined> {
  const taken = await db
    .insertInto('outbox_pace')
    .values({ bucket, next_at: nowMs + everyMs })
    .onConflict((conflict) =>
      conflict
        .column('bucket')
        .doUpdateSet({ next_at: nowMs + everyMs })
        .where('outbox_pace.next_at', '<=', nowMs),
    )
    .returning('bucket')
    .executeTakeFirst();
  return taken ? undefined : ((await pausedUntil(db, bucket, nowMs)) ?? nowMs);
}

/** Slack asked for a pause: nobody gets a turn before `untilMs`. */
export async function pauseTurns(db: Db, bucket: string, untilMs: number): Promise<void> {
  await db
    .insertInto('outbox_pace')
    .values({ bucket, next_at: untilMs })
    .onConflict((conflict) =>
      conflict.column('bucket').doUpdateSet({ next_at: untilMs }).where('outbox_pace.next_at', '<', untilMs),
    )
    .execute();
}

/** Until when a bucket is paused; undefined when it is not. */
export async function pausedUntil(db: Db, bucket: string, nowMs: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('outbox_pace')
    .select('next_at')
    .where('bucket', '=', bucket)
    .where('next_at', '>', nowMs)
    .executeTakeFirst();
  return row?.next_at;
}
