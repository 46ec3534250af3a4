import type { Trouble } from './outbox-errors.ts';
import { pauseTurns } from './outbox-pace.ts';
import { attempt, awaitTurn, giveBack, type OutboxRun } from './outbox-run.ts';
import { pauseMs } from './outbox-settings.ts';
import { never, type OutboxPostRow } from './outbox-store.ts';

/**
 * Deletes the message of a post that was taken back. That may safely be done twice: what is gone is gone.
 * https://docs.slack.dev/reference/methods/chat.delete
 *
 * @returns the trouble, if there was any
 */
export async function deletePost(run: OutboxRun, row: OutboxPostRow): Promise<Trouble | undefined> {
  const { posted_channel: channel, posted_ts: ts } = row;
  // An operator said that it arrived, and nobody knows where.
  if (channel === null || ts === null) return giveBack(run, row, { next_attempt_at: never });
  const turn = await awaitTurn(run, 'chat.delete', 'edits', run.settings.editEveryMs);
  if (turn !== undefined) return giveBack(run, row, { next_attempt_at: turn });
  const deleted = await attempt(() => run.client.remove(channel, ts));
  if ('value' in deleted || deleted.trouble.error === 'message_not_found') return endWithdrawn(run, row);
  const { trouble } = deleted;
  run.log.warn({ key: row.key, reason: trouble.error, kind: trouble.kind }, 'A post could not be deleted');
  if (trouble.kind === 'unknown') return trouble;
  const now = run.now().getTime();
  if (trouble.kind === 'limited') {
    const until = now + (trouble.retryAfterMs ?? run.settings.firstPauseMs);
    await pauseTurns(run.store.db, 'chat.delete', until);
    return giveBack(run, row, { next_attempt_at: until }, trouble);
  }
  const reason = trouble.error;
  if (trouble.kind === 'message' || trouble.kind === 'destination')
    return giveBack(run, row, { next_attempt_at: never, attempts: 0, reason });
  const attempts = row.attempts + 1;
  return giveBack(
    run,
    row,
    { attempts, next_attempt_at: now + pauseMs(run.settings, attempts), reason },
    trouble,
  );
}

/** The post is gone, or was never made, and nothing more is to be done about it. */
export function endWithdrawn(run: OutboxRun, row: OutboxPostRow): Promise<Trouble | undefined> {
  return giveBack(run, row, {
    state: 'withdrawn',
    next_attempt_at: never,
    sending_at: null,
    posted_channel: null,
    posted_ts: null,
    reason: null,
  });
}
