import type { Kysely } from 'kysely';
import type { LeaseColumns } from '../store/lease.ts';
import type { Retention } from '../store/retention.ts';
import type { Tables } from '../store/store.ts';
import type { Message, Picture, PostedMessage } from './message.ts';
import type { OutboxPost, PostState } from './outbox-port.ts';

declare module '../store/store.ts' {
  interface Tables {
    outbox_posts: OutboxPostRow;
    outbox_pictures: OutboxPictureRow;
  }
}

/** A time that never comes: nothing is to be done until somebody changes the row. */
export const never = Number.MAX_SAFE_INTEGER;

/** One post. Times are Unix milliseconds. */
export interface OutboxPostRow extends LeaseColumns {
  key: string;
  /** As asked for: a channel, or a person's id. */
  channel: string;
  thread_ts: string | null;
  thread_of: string | null;
  /** The newest state, JSON of a Message. */
  message: string;
  /** Counts the states of the message from 0. */
  revision: number;
  enqueued_at: number;
  due_at: number | null;
  expires_at: number | null;
  state: PostState;
  next_attempt_at: number;
  attempts: number;
  /** Slack's word (or ours) for the last trouble. */
  reason: string | null;
  /** 1: Slack refused the blocks, only the text is sent. */
  plain: 0 | 1;
  /** When the last attempt whose outcome is not known began. Not null: look before posting. */
  sending_at: number | null;
  /** Where that attempt went: the opened D… channel of a person, the dry run channel. */
  sent_channel: string | null;
  sent_thread_ts: string | null;
  posted_channel: string | null;
  posted_ts: string | null;
  posted_at: number | null;
  /** The state of the message that Slack shows. */
  posted_revision: number | null;
  /** When somebody took the post back: from then on its message is to go. */
  withdrawn_at: number | null;
}

export interface OutboxPictureRow {
  key: string;
  file_name: string;
  alt_text: string;
  /** Null once the post is in Slack. */
  png_base64: string | null;
  file_id: string | null;
  state: 'new' | 'uploaded' | 'ready' | 'left-out';
  uploaded_at: number | null;
}

/** As much of a post as it takes to claim it. */
export type DuePost = Pick<OutboxPostRow, 'key' | 'channel' | 'state' | 'attempts'>;

type Db = Kysely<Tables>;

/** Stores a post; false when the key is known, and then nothing is changed. */
export async function addPost(db: Db, post: OutboxPost, now: Date): Promise<boolean> {
  const { destination, picture } = post;
  const result = await db
    .insertInto('outbox_posts')
    .values({
      key: post.key,
      channel: destination.channel,
      thread_ts: destination.threadTs ?? null,
      thread_of: post.threadOf ?? null,
      message: JSON.stringify(post.message),
      revision: 0,
      enqueued_at: now.getTime(),
      due_at: post.dueAt?.getTime() ?? null,
      expires_at: post.expiresAt?.getTime() ?? null,
      state: 'waiting',
      next_attempt_at: now.getTime(),
      attempts: 0,
      reason: null,
      plain: 0,
      lease_owner: null,
      lease_until: null,
      sending_at: null,
      sent_channel: null,
      sent_thread_ts: null,
      posted_channel: null,
      posted_ts: null,
      posted_at: null,
      posted_revision: null,
      withdrawn_at: null,
    })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .executeTakeFirstOrThrow();
  const added = (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
  if (added && picture) await addPicture(db, post.key, picture);
  return added;
}

async function addPicture(db: Db, key: string, picture: Picture): Promise<void> {
  await db
    .insertInto('outbox_pictures')
    .values({
      key,
      file_name: picture.fileName,
      alt_text: picture.altText,
      png_base64: Buffer.from(picture.png).toString('base64'),
      file_id: null,
      state: 'new',
      uploaded_at: null,
    })
    .execute();
}

/**
 * Stores the newest state of a post. One that was given up is tried again with it; one that is in Slack is edited.
 * False when the post looks so already.
 *
 * @throws Error for an unknown key
 */
export async function changePost(
  trx: Db,
  key: string,
  message: Message,
  now: Date,
  { urgent = false }: { urgent?: boolean } = {},
): Promise<boolean> {
  const row = await readPost(trx, key);
  if (!row) throw new Error(`The outbox has no post ${key}`);
  const json = JSON.stringify(message);
  if (row.message === json || row.withdrawn_at !== null) return false;
  const editable = row.state === 'posted' && row.posted_ts !== null;
  const tryNow = editable || (row.state === 'failed' && row.reason !== 'expired');
  // One that waits for its edit already keeps its place in the line.
  const nextAt = Math.min(row.next_attempt_at, urgent ? 0 : now.getTime());
  await trx
    .updateTable('outbox_posts')
    .set({ message: json, revision: row.revision + 1, plain: 0 })
    .$if(tryNow, (query) => query.set({ next_attempt_at: nextAt }))
    .where('key', '=', key)
    .execute();
  return true;
}

/** Where a post is in Slack; undefined while it is not. */
export async function readPlace(db: Db, key: string): Promise<PostedMessage | undefined> {
  const row = await readPost(db, key);
  return row && postedOf(row);
}

export function postedOf({
  posted_channel: channel,
  posted_ts: ts,
}: Pick<OutboxPostRow, 'posted_channel' | 'posted_ts'>): PostedMessage | undefined {
  return channel === null || ts === null ? undefined : { channel, ts };
}

/**
 * Takes back a post that Slack refused, and the replies that wait for it: what it says is said elsewhere. False, and
 * nothing is taken back, when it is not refused any more, or somebody is just trying again.
 */
export async function withdrawRefused(trx: Db, key: string, now: Date): Promise<boolean> {
  const row = await readPost(trx, key);
  if (row?.state !== 'failed' || row.lease_owner !== null) return false;
  const replies = await trx.selectFrom('outbox_posts').select('key').where('thread_of', '=', key).execute();
  for (const post of [{ key }, ...replies]) await withdrawPost(trx, post.key, now);
  return true;
}

/** How many posts of a channel are not in Slack yet. */
export async function countWaiting(db: Db, channel: string): Promise<number> {
  const { count } = await db
    .selectFrom('outbox_posts')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('channel', '=', channel)
    .where('state', '!=', 'posted')
    .where('next_attempt_at', '<', never)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Notes that a post is to go, and has that done as soon as nobody works on it. False when there is nothing to do. */
export async function withdrawPost(db: Db, key: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('outbox_posts')
    .set({ withdrawn_at: now.getTime(), next_attempt_at: now.getTime() })
    .where('key', '=', key)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

export async function readPost(db: Db, key: string): Promise<OutboxPostRow | undefined> {
  return await db.selectFrom('outbox_posts').selectAll().where('key', '=', key).executeTakeFirst();
}

export async function readPicture(db: Db, key: string): Promise<OutboxPictureRow | undefined> {
  return await db.selectFrom('outbox_pictures').selectAll().where('key', '=', key).executeTakeFirst();
}

export async function changePicture(db: Db, key: string, changes: Partial<OutboxPictureRow>): Promise<void> {
  await db.updateTable('outbox_pictures').set(changes).where('key', '=', key).execute();
}

/** Retention: posts that are over. Those that still wait, whatever their age, stay. */
export const outboxRetention: Retention = {
  name: 'past posts',
  async deleteBefore(db, before) {
    const { numDeletedRows } = await db
      .deleteFrom('outbox_posts')
      .where('enqueued_at', '<', before.getTime())
      .where('next_attempt_at', '=', never)
      .where('state', 'in', ['posted', 'failed', 'withdrawn'])
      .executeTakeFirstOrThrow();
    await db.deleteFrom('outbox_pace').where('next_at', '<', before.getTime()).execute();
    return Number(numDeletedRows);
  },
};
