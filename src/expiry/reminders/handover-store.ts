import type { Kysely } from 'kysely';
import { dayMs } from '../../lib/times.ts';
import type { Retention } from '../../store/retention.ts';
import type { Tables } from '../../store/store.ts';

declare module '../../store/store.ts' {
  interface Tables {
    expiry_handovers: HandoverRow;
  }
}

export type HandoverState = 'pending' | 'confirmed' | 'refused';

/** Somebody says that a thing belongs to another; operators say whether. Times are Unix milliseconds. */
interface HandoverRow {
  id: string;
  item: string;
  /** The item while nobody has decided: at most one such row of each. */
  open_item: string | null;
  /** Where the thing is, in words. */
  place: string;
  /** The owner text that it was to take the place of. */
  was: string | null;
  owner: string;
  asked_by: string;
  asked_at: number;
  state: HandoverState;
  decided_by: string | null;
  decided_at: number | null;
  /** 1: it stands in the secret's metadata, and counts from there. */
  written: number;
}

export interface Handover {
  id: string;
  item: string;
  place: string;
  was: string | undefined;
  owner: string;
  askedBy: string;
  askedAt: Date;
  state: HandoverState;
  decidedBy: string | undefined;
  decidedAt: Date | undefined;
  /** It stands in Vault's metadata. */
  written: boolean;
}

type Db = Kysely<Tables>;

/** Asks for a new owner. False when somebody has asked for this thing already and nobody has decided. */
export async function askHandover(
  trx: Db,
  wish: Pick<Handover, 'id' | 'item' | 'place' | 'was' | 'owner' | 'askedBy' | 'askedAt'>,
): Promise<boolean> {
  const result = await trx
    .insertInto('expiry_handovers')
    .values({
      id: wish.id,
      item: wish.item,
      open_item: wish.item,
      place: wish.place,
      was: wish.was ?? null,
      owner: wish.owner,
      asked_by: wish.askedBy,
      asked_at: wish.askedAt.getTime(),
      state: 'pending',
      decided_by: null,
      decided_at: null,
      written: 0,
    })
    .onConflict((conflict) => conflict.column('open_item').doNothing())
    .executeTakeFirstOrThrow();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** One of several operators gets true. */
export async function decideHandover(
  trx: Db,
  decision: { id: string; to: 'confirmed' | 'refused'; by: string; at: Date },
): Promise<boolean> {
  const { id, to, by, at } = decision;
  const result = await trx
    .updateTable('expiry_handovers')
    .set({ state: to, decided_by: by, decided_at: at.getTime(), open_item: null })
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .executeTakeFirstOrThrow();
  return result.numUpdatedRows > 0n;
}

/** From now on the owner in Vault's metadata counts, not this. */
export async function markWritten(db: Db, id: string): Promise<void> {
  await db.updateTable('expiry_handovers').set({ written: 1 }).where('id', '=', id).execute();
}

export async function findHandover(db: Db, id: string): Promise<Handover | undefined> {
  const row = await db.selectFrom('expiry_handovers').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toHandover(row);
}

/** The newest handover of a thing since then. */
export async function handoverSince(db: Db, item: string, since: Date): Promise<Handover | undefined> {
  const row = await db
    .selectFrom('expiry_handovers')
    .selectAll()
    .where('item', '=', item)
    .where((by) =>
      by.or([
        by('asked_at', '>=', since.getTime()),
        by('decided_at', '>=', since.getTime()),
        by('state', '=', 'pending'),
      ]),
    )
    .orderBy('asked_at', 'desc')
    .executeTakeFirst();
  return row && toHandover(row);
}

/** Who owns a thing although its metadata says otherwise: as long as that says what it said then. */
export type GivenOwners = (item: string, owner: string | undefined) => string | undefined;

/** A scan has seen a written owner by then; if it is the old one again, somebody wrote that. */
const scannedWithinMs = 2 * dayMs;

/** Reads the confirmed handovers that Vault's metadata does not tell of, or that no scan may have seen yet. */
export async function readGivenOwners(db: Db, now: Date, item?: string): Promise<GivenOwners> {
  let query = db
    .selectFrom('expiry_handovers')
    .select(['item', 'was', 'owner'])
    .where('state', '=', 'confirmed')
    .where((by) => by.or([by('written', '=', 0), by('decided_at', '>', now.getTime() - scannedWithinMs)]))
    .orderBy('decided_at');
  if (item !== undefined) query = query.where('item', '=', item);
  const given = new Map((await query.execute()).map((row) => [row.item, row]));
  return (id, owner) => {
    const row = given.get(id);
    return row && row.was === (owner ?? null) ? row.owner : owner;
  };
}

/** Those that were decided since then: what follows may not have been done. */
export async function decidedSince(db: Db, since: Date): Promise<Handover[]> {
  const rows = await db
    .selectFrom('expiry_handovers')
    .selectAll()
    .where('decided_at', '>=', since.getTime())
    .execute();
  return rows.map(toHandover);
}

function toHandover(row: HandoverRow): Handover {
  return {
    id: row.id,
    item: row.item,
    place: row.place,
    was: row.was ?? undefined,
    owner: row.owner,
    askedBy: row.asked_by,
    askedAt: new Date(row.asked_at),
    state: row.state,
    decidedBy: row.decided_by ?? undefined,
    decidedAt: row.decided_at === null ? undefined : new Date(row.decided_at),
    written: row.written === 1,
  };
}

/** Those that still say who owns something stay. */
export const handoverRetention: Retention = {
  name: 'past questions about owners',
  async deleteBefore(db, before) {
    const { numDeletedRows } = await db
      .deleteFrom('expiry_handovers')
      .where('asked_at', '<', before.getTime())
      .where((by) => by.or([by('state', '=', 'refused'), by('written', '=', 1)]))
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};
