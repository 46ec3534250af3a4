import type { Store } from '../store/store.ts';
import type { PostState } from './outbox-port.ts';
import './outbox-store.ts';

/** How the outbox stands: what is not in Slack yet, or never will be. */
export interface OutboxHealth {
  counts: Readonly<Record<Exclude<PostState, 'posted'>, number>>;
  /** Of the posts that wait; 0 when none does. */
  oldestWaitingSeconds: number;
}

/** For metrics and for `doctor`. */
export async function outboxHealth(store: Store, now: Date): Promise<OutboxHealth> {
  const rows = await store.db
    .selectFrom('outbox_posts')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count'), fn.min('enqueued_at').as('oldest')])
    .where('state', '!=', 'posted')
    .groupBy('state')
    .execute();
  const counts = { waiting: 0, claimed: 0, uncertain: 0, failed: 0 };
  let oldest = now.getTime();
  for (const row of rows) {
    if (row.state === 'posted') continue;
    counts[row.state] = Number(row.count);
    if (row.state === 'waiting' || row.state === 'claimed') oldest = Math.min(oldest, Number(row.oldest));
  }
  return { counts, oldestWaitingSeconds: (now.getTime() - oldest) / 1_000 };
}
