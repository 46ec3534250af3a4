import type { Kysely } from 'kysely';
import type { Retention } from '../../store/retention.ts';
import type { Tables } from '../../store/store.ts';
import { type Digest, toLine, toRow } from './digest-rows.ts';
import type { Told } from './due.ts';
import { isOver, type LineState } from './line-state.ts';

type Db = Kysely<Tables>;

/** The key of the post: one a day and recipient. `day` is the calendar's, `2026-11-22`. */
export function digestKey(day: string, recipient: string): string {
  return `reminder:${day}:${recipient}`;
}

/** Stores a digest that was not there before; false, and nothing done, when this recipient has today's already. */
export async function addDigest(
  trx: Db,
  digest: Digest,
  stages: ReadonlyMap<string, Pick<Told, 'rank' | 'version'>>,
): Promise<boolean> {
  const { key, recipient, detail, more, madeAt } = digest;
  const added = await trx
    .insertInto('expiry_digests')
    .values({ key, recipient, detail, more, made_at: madeAt.getTime() })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .executeTakeFirstOrThrow();
  if ((added.numInsertedOrUpdatedRows ?? 0n) === 0n) return false;
  for (const [position, line] of digest.lines.entries()) {
    await trx
      .insertInto('expiry_digest_lines')
      .values(toRow(key, position, line))
      .execute();
    const told = {
      expires_at: line.expiresAtMs,
      rank: stages.get(line.item)?.rank ?? 0,
      version: stages.get(line.item)?.version ?? null,
      told_at: madeAt.getTime(),
    };
    await trx
      .insertInto('expiry_told')
      .values({ item: line.item, recipient, ...told })
      .onConflict((conflict) => conflict.columns(['item', 'recipient']).doUpdateSet(told))
      .execute();
  }
  return true;
}

/** What one recipient was told last, by thing. */
export async function toldTo(db: Db, recipient: string): Promise<ReadonlyMap<string, Told>> {
  const rows = await db.selectFrom('expiry_told').selectAll().where('recipient', '=', recipient).execute();
  return new Map(
    rows.map((row) => [
      row.item,
      {
        expiresAtMs: row.expires_at,
        rank: row.rank,
        version: row.version ?? undefined,
        atMs: row.told_at,
      },
    ]),
  );
}

export async function readDigest(db: Db, key: string): Promise<Digest | undefined> {
  const row = await db.selectFrom('expiry_digests').selectAll().where('key', '=', key).executeTakeFirst();
  if (!row) return undefined;
  const lines = await db
    .selectFrom('expiry_digest_lines')
    .selectAll()
    .where('digest', '=', key)
    .orderBy('position')
    .execute();
  return { ...row, madeAt: new Date(row.made_at), lines: lines.map(toLine) };
}

/** Digests in which something may still change: those with this thing, or all. */
export async function openDigests(db: Db, item?: string): Promise<string[]> {
  let query = db.selectFrom('expiry_digest_lines').select('digest').distinct().where('open', '=', 1);
  if (item !== undefined) query = query.where('item', '=', item);
  return (await query.execute()).map(({ digest }) => digest);
}

/** Writes what the message shows by now. */
export async function showLine(trx: Db, digest: string, position: number, state: LineState): Promise<void> {
  await trx
    .updateTable('expiry_digest_lines')
    .set({ shown: JSON.stringify(state), open: isOver(state) ? 0 : 1 })
    .where('digest', '=', digest)
    .where('position', '=', position)
    .execute();
}

/** Old digests are left as they are: nobody scrolls that far. */
export async function closeDigestsBefore(db: Db, before: Date): Promise<void> {
  await db
    .updateTable('expiry_digest_lines')
    .set({ open: 0 })
    .where('open', '=', 1)
    .where('digest', 'in', (select) =>
      select.selectFrom('expiry_digests').select('key').where('made_at', '<', before.getTime()),
    )
    .execute();
}

export const digestRetention: Retention = {
  name: 'past digests',
  async deleteBefore(db, before) {
    const { numDeletedRows } = await db
      .deleteFrom('expiry_digests')
      .where('made_at', '<', before.getTime())
      .executeTakeFirstOrThrow();
    await db.deleteFrom('expiry_told').where('told_at', '<', before.getTime()).execute();
    return Number(numDeletedRows);
  },
};
