import { dayMs } from '../lib/times.ts';
import type { Store } from '../store/store.ts';
import type { PostState } from './outbox-port.ts';
import { never } from './outbox-store.ts';

/** How the outbox stands: what is not in Slack yet, or never will be. */
export interface OutboxHealth {
  counts: Readonly<Record<Exclude<PostState, 'posted' | 'withdrawn'>, number>>;
  /** Of the posts that wait; 0 when none does. */
  oldestWaitingSeconds: number;
  /** What keeps posts from Slack, most posts first: where, and Slack's word for why. */
  troubles: readonly OutboxTrouble[];
}

export interface OutboxTrouble {
  state: Exclude<PostState, 'posted' | 'withdrawn'>;
  channel: string;
  reason: string;
  posts: number;
}

/** A post that was given up is news for so long, and history after. */
const givenUpCountsForMs = 7 * dayMs;

/** For metrics and for `doctor`. */
export async function outboxHealth(store: Store, now: Date): Promise<OutboxHealth> {
  const rows = await store.db
    .selectFrom('outbox_posts')
    .select(({ fn }) => [
      'state',
      'channel',
      'reason',
      fn.countAll<number>().as('count'),
      fn.min('enqueued_at').as('oldest'),
    ])
    .where('state', 'not in', ['posted', 'withdrawn'])
    .where((by) =>
      by.or([
        by('state', '!=', 'failed'),
        by('next_attempt_at', '<', never),
        by('enqueued_at', '>', now.getTime() - givenUpCountsForMs),
      ]),
    )
    .groupBy(['state', 'channel', 'reason'])
    .execute();
  const counts = { waiting: 0, claimed: 0, uncertain: 0, failed: 0 };
  const troubles: OutboxTrouble[] = [];
  let oldest = now.getTime();
  for (const { state, channel, reason, count, oldest: since } of rows) {
    if (state === 'posted' || state === 'withdrawn') continue;
    const posts = Number(count);
    counts[state] += posts;
    if (state === 'waiting' || state === 'claimed') oldest = Math.min(oldest, Number(since));
    if (reason !== null) troubles.push({ state, channel, reason, posts });
  }
  troubles.sort((a, b) => b.posts - a.posts || a.channel.localeCompare(b.channel));
  return { counts, oldestWaitingSeconds: (now.getTime() - oldest) / 1_000, troubles };
}
