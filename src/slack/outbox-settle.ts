import type { Kysely } from 'kysely';
import type { Store, Tables } from '../store/store.ts';
import type { Text } from './blocks.ts';
import { doubtKey, settledMessage } from './outbox-notice.ts';
import type { PostState } from './outbox-port.ts';
import { changePost, never, type OutboxPostRow, readPost } from './outbox-store.ts';

/**
 * An operator says what became of a post in doubt: it arrived, or it is to be posted again. The question in the
 * operators' channel gives way to the answer.
 *
 * @returns `settled`; the post's state when it is in doubt no more; `claimed` while the outbox is looking itself;
 *   undefined for an unknown key
 */
export async function settlePost(
  store: Store,
  key: string,
  answer: 'arrived' | 'again',
  outcome: Text,
  now: Date,
): Promise<'settled' | PostState | undefined> {
  return await store.db.transaction().execute(async (trx) => {
    const row = await readPost(trx, key);
    if (row?.state !== 'uncertain') return row?.state;
    if (row.lease_until !== null && row.lease_until > now.getTime()) return 'claimed';
    const again = { state: 'waiting', next_attempt_at: now.getTime(), sending_at: null } as const;
    // Without its ts it can neither be edited nor be replied to.
    const arrived = {
      state: 'posted',
      posted_at: now.getTime(),
      next_attempt_at: never,
      sending_at: null,
    } as const;
    await trx
      .updateTable('outbox_posts')
      .set(answer === 'again' ? again : arrived)
      .where('key', '=', key)
      .execute();
    await answerDoubt(trx, row, outcome, now);
    return 'settled';
  });
}

/** Puts what became of a post in the place of the question about it, if there was one. */
export async function answerDoubt(
  trx: Kysely<Tables>,
  row: OutboxPostRow,
  outcome: Text,
  now: Date,
): Promise<void> {
  const key = doubtKey(row);
  if (await readPost(trx, key)) await changePost(trx, key, settledMessage(row, outcome), now);
}
