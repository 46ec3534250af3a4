import type { Kysely } from 'kysely';
import type { Retention } from '../../store/retention.ts';
import type { Tables } from '../../store/store.ts';

declare module '../../store/store.ts' {
  interface Tables {
    expiry_acts: ActRow;
    expiry_snoozes: SnoozeRow;
  }
}

/**
 * What people do about a thing: gave it a date, put it off, ended that, said that it is another's, and what operators
 * said to that.
 */
export type Act = 'dated' | 'snoozed' | 'woken' | 'disowned' | 'given' | 'kept';

/** Kept for who asks later. Times are Unix milliseconds. */
export interface ActRow {
  /** Our reference of the request: Vault's audit log has it too. */
  id: string;
  item: string;
  /** Where the thing is, in words. */
  place: string;
  act: Act;
  /** Slack user id, or `terminal`. */
  actor: string;
  at: number;
  /** `begun`: what became of it is not known, the program ended in between. */
  state: 'begun' | 'done' | 'failed';
  /** The new date, or the end of the snooze. */
  until: number | null;
  /** The new owner. */
  owner: string | null;
  failure: string | null;
}

interface SnoozeRow {
  item: string;
  /** The thing's end at that time. */
  expires_at: number;
  until: number;
  snoozed_by: string;
  snoozed_at: number;
}

export interface StoredAct {
  id: string;
  item: string;
  place: string;
  act: Act;
  actor: string;
  at: Date;
  state: ActRow['state'];
  until: Date | undefined;
  owner: string | undefined;
  failure: string | undefined;
}

export type NewAct = Pick<StoredAct, 'id' | 'item' | 'place' | 'act' | 'actor' | 'at'> &
  Partial<Pick<StoredAct, 'until' | 'owner' | 'state'>>;

type Db = Kysely<Tables>;

/** Keeps an act; one that is known by its id stays as it is. */
export async function addAct(db: Db, act: NewAct): Promise<void> {
  await db
    .insertInto('expiry_acts')
    .values({
      id: act.id,
      item: act.item,
      place: act.place,
      act: act.act,
      actor: act.actor,
      at: act.at.getTime(),
      state: act.state ?? 'done',
      until: act.until?.getTime() ?? null,
      owner: act.owner ?? null,
      failure: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** What became of an act that was begun. */
export async function endAct(
  db: Db,
  id: string,
  end: { state: 'done' | 'failed'; failure?: string },
): Promise<void> {
  await db
    .updateTable('expiry_acts')
    .set({ state: end.state, failure: end.failure ?? null })
    .where('id', '=', id)
    .where('state', '=', 'begun')
    .execute();
}

/** The newest acts first: of one thing, or of all. */
export async function readActs(
  db: Db,
  { item, limit }: { item?: string | undefined; limit: number },
): Promise<StoredAct[]> {
  let query = db.selectFrom('expiry_acts').selectAll().orderBy('at', 'desc').orderBy('id').limit(limit);
  if (item !== undefined) query = query.where('item', '=', item);
  return (await query.execute()).map(toAct);
}

/** Acts whose program ended in between. */
export async function begunActs(db: Db, before: Date): Promise<StoredAct[]> {
  const rows = await db
    .selectFrom('expiry_acts')
    .selectAll()
    .where('state', '=', 'begun')
    .where('at', '<', before.getTime())
    .execute();
  return rows.map(toAct);
}

/** The last date that was written for a thing since then, if any was. */
export async function datedSince(db: Db, item: string, since: Date): Promise<StoredAct | undefined> {
  const row = await db
    .selectFrom('expiry_acts')
    .selectAll()
    .where('item', '=', item)
    .where('act', '=', 'dated')
    .where('state', '=', 'done')
    .where('at', '>=', since.getTime())
    .orderBy('at', 'desc')
    .executeTakeFirst();
  return row && toAct(row);
}

export function toAct(row: ActRow): StoredAct {
  const { id, item, place, act, actor, state } = row;
  return {
    id,
    item,
    place,
    act,
    actor,
    at: new Date(row.at),
    state,
    until: row.until === null ? undefined : new Date(row.until),
    owner: row.owner ?? undefined,
    failure: row.failure ?? undefined,
  };
}

/** A snooze takes the place of the one before. */
export async function putSnooze(
  db: Db,
  snooze: { item: string; expiresAtMs: number; untilMs: number; by: string; at: Date },
): Promise<void> {
  const { item, expiresAtMs, untilMs, by, at } = snooze;
  const row = { expires_at: expiresAtMs, until: untilMs, snoozed_by: by, snoozed_at: at.getTime() };
  await db
    .insertInto('expiry_snoozes')
    .values({ item, ...row })
    .onConflict((conflict) => conflict.column('item').doUpdateSet(row))
    .execute();
}

/** The snoozes that hold, and those that are over: of one thing, or of all. */
export async function readSnoozes(
  db: Db,
  item?: string,
): Promise<ReadonlyMap<string, { item: string; expiresAtMs: number; untilMs: number; by: string }>> {
  let query = db.selectFrom('expiry_snoozes').selectAll();
  if (item !== undefined) query = query.where('item', '=', item);
  const rows = await query.execute();
  return new Map(
    rows.map((row) => [
      row.item,
      { item: row.item, expiresAtMs: row.expires_at, untilMs: row.until, by: row.snoozed_by },
    ]),
  );
}

export const actRetention: Retention = {
  name: 'past acts on what runs out',
  async deleteBefore(db, before) {
    const { numDeletedRows } = await db
      .deleteFrom('expiry_acts')
      .where('at', '<', before.getTime())
      .executeTakeFirstOrThrow();
    await db.deleteFrom('expiry_snoozes').where('until', '<', before.getTime()).execute();
    return Number(numDeletedRows);
  },
};
