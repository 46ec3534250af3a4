import type { Kysely } from 'kysely';
import type { Detail } from '../../core/people/visibility.ts';
import type { Retention } from '../../store/retention.ts';
import type { Tables } from '../../store/store.ts';
import type { KindName } from '../finding.ts';
import type { Told } from './due.ts';
import { isOver, type LineState } from './line-state.ts';

declare module '../../store/store.ts' {
  interface Tables {
    expiry_told: ToldRow;
    expiry_digests: DigestRow;
    expiry_digest_lines: LineRow;
  }
}

/** What a recipient was told last of a thing. Times are Unix milliseconds. */
interface ToldRow {
  item: string;
  recipient: string;
  expires_at: number;
  rank: number;
  version: number | null;
  told_at: number;
}

interface DigestRow {
  /** Of its post: `reminder:2026-11-22:U0123`. */
  key: string;
  /** A person or a channel. */
  recipient: string;
  detail: Detail;
  made_at: number;
  /** So many more were due than fit. */
  more: number;
}

/** One line, as it was told: the thing may be gone by now. */
interface LineRow {
  digest: string;
  /** From 0. */
  position: number;
  item: string;
  cluster: string;
  namespace: string;
  kind: KindName;
  mount: string;
  path: string;
  name: string;
  expires_at: number;
  version: number | null;
  /** Why it is told here, where that is not because it is theirs. */
  why: string | null;
  /** The state that the message shows, JSON of a LineState. */
  shown: string;
  /** 1 while something may still become of it. */
  open: number;
}

/** One thing in a digest. */
export interface DigestLine {
  item: string;
  cluster: string;
  namespace: string;
  kind: KindName;
  mount: string;
  path: string;
  name: string;
  expiresAtMs: number;
  version: number | undefined;
  why: string | undefined;
  state: LineState;
}

export interface Digest {
  key: string;
  recipient: string;
  detail: Detail;
  madeAt: Date;
  more: number;
  lines: readonly DigestLine[];
}

type Db = Kysely<Tables>;

/** The key of the post: one a day and recipient. `day` is the calendar's, `2026-11-22`. */
export function digestKey(day: string, recipient: string): string {
  return `reminder:${day}:${recipient}`;
}

/** Stores a digest that was not there before; false, and nothing done, when this recipient has today's already. */
export async function addDigest(
  trx: Db,
  digest: Digest,
  ranks: ReadonlyMap<string, number>,
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
      rank: ranks.get(line.item) ?? 0,
      version: line.version ?? null,
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

function toRow(digest: string, position: number, line: DigestLine): LineRow {
  const { item, cluster, namespace, kind, mount, path, name, expiresAtMs, version, why, state } = line;
  return {
    digest,
    position,
    item,
    cluster,
    namespace,
    kind,
    mount,
    path,
    name,
    expires_at: expiresAtMs,
    version: version ?? null,
    why: why ?? null,
    shown: JSON.stringify(state),
    open: isOver(state) ? 0 : 1,
  };
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

function toLine(row: LineRow): DigestLine {
  const { item, cluster, namespace, kind, mount, path, name } = row;
  return {
    item,
    cluster,
    namespace,
    kind,
    mount,
    path,
    name,
    expiresAtMs: row.expires_at,
    version: row.version ?? undefined,
    why: row.why ?? undefined,
    state: JSON.parse(row.shown) as LineState,
  };
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
