import type { Kysely } from 'kysely';
import { type Claim, leasesOf } from '../store/lease.ts';
import type { Tables } from '../store/store.ts';
import { changePicture, type DuePost, never, type OutboxPostRow } from './outbox-store.ts';

type Db = Kysely<Tables>;

/**
 * Posts that want something done now and that nobody works on, oldest first (edits by when they were asked for), but
 * those that were refused before come last. A thread reply wants nothing until its parent is in Slack, or is given up, or until it expires itself. Busy
 * channels are left out, and edits where one is going on.
 */
export async function duePosts(
  db: Db,
  now: Date,
  limit: number,
  busy: { channels: readonly string[]; edits: boolean },
): Promise<DuePost[]> {
  const nowMs = now.getTime();
  return await db
    .selectFrom('outbox_posts as post')
    .leftJoin('outbox_posts as parent', 'parent.key', 'post.thread_of')
    .select(['post.key', 'post.channel', 'post.state', 'post.attempts'])
    .where('post.next_attempt_at', '<=', nowMs)
    .where((by) =>
      by.or([
        ...(busy.edits ? [] : [by('post.state', '=', 'posted')]),
        by.and([
          by('post.state', '!=', 'posted'),
          ...(busy.channels.length > 0 ? [by('post.channel', 'not in', busy.channels)] : []),
        ]),
      ]),
    )
    .where((by) => by.or([by('post.lease_until', 'is', null), by('post.lease_until', '<=', nowMs)]))
    .where((by) =>
      by.or([
        by('post.thread_of', 'is', null),
        by('parent.posted_ts', 'is not', null),
        by.and([
          by('parent.state', 'in', ['posted', 'failed', 'withdrawn']),
          by('parent.next_attempt_at', '=', never),
        ]),
        by('post.expires_at', '<=', nowMs),
      ]),
    )
    .orderBy((by) => by.case().when('post.state', '=', 'failed').then(1).else(0).end())
    .orderBy((by) =>
      by
        .case()
        .when('post.state', '=', 'posted')
        .then(by.ref('post.next_attempt_at'))
        .else(by.ref('post.enqueued_at'))
        .end(),
    )
    .orderBy('post.key')
    .limit(limit)
    .execute();
}

/** Takes a post to work on it, in the state in which it was seen. */
export async function claimPost(db: Db, seen: DuePost, claim: Claim): Promise<OutboxPostRow | undefined> {
  const { key, state, attempts } = seen;
  // An edit leaves a post posted, a look leaves it in doubt.
  const changes = state === 'posted' || state === 'uncertain' ? {} : { state: 'claimed' as const };
  return await leasesOf(db, 'outbox_posts').claim({ key, state, attempts }, claim, changes);
}

/** Prolongs the claim and writes; false when the claim is lost: then send nothing. */
export async function renewClaim(
  db: Db,
  key: string,
  claim: Claim,
  changes: Partial<OutboxPostRow>,
): Promise<boolean> {
  return await leasesOf(db, 'outbox_posts').renew({ key }, claim, changes);
}

/** Gives a claimed post back with what became of it. */
export async function releasePost(
  db: Db,
  key: string,
  owner: string,
  changes: Partial<OutboxPostRow>,
): Promise<boolean> {
  return await leasesOf(db, 'outbox_posts').finish({ key }, owner, changes);
}

/** The post is in Slack, in this state. When it was changed or taken back meanwhile, that is due at once. */
export async function markPosted(
  db: Db,
  key: string,
  owner: string,
  posted: Pick<OutboxPostRow, 'posted_channel' | 'posted_ts' | 'posted_at' | 'posted_revision'>,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const mine = await releasePost(trx, key, owner, {
      ...posted,
      state: 'posted',
      next_attempt_at: never,
      sending_at: null,
      reason: null,
      attempts: 0,
    });
    if (!mine) return;
    await trx
      .updateTable('outbox_posts')
      .set({ next_attempt_at: now.getTime() })
      .where('key', '=', key)
      .where((by) =>
        by.or([by('revision', '>', posted.posted_revision ?? 0), by('withdrawn_at', 'is not', null)]),
      )
      .execute();
    await changePicture(trx, key, { png_base64: null });
  });
}
