import { markPosted } from './outbox-claims.ts';
import { preventsLooking, type Trouble } from './outbox-errors.ts';
import { hashKey } from './outbox-key.ts';
import { pauseTurns } from './outbox-pace.ts';
import type { PostState } from './outbox-port.ts';
import { attempt, awaitTurn, giveBack, type OutboxRun } from './outbox-run.ts';
import { pauseMs } from './outbox-settings.ts';
import { answerDoubt } from './outbox-settle.ts';
import type { OutboxPostRow } from './outbox-store.ts';

/**
 * Looks for a post whose last attempt has no known outcome and is dead by now, since its claim has run out. One that is
 * there is settled; where nobody can look the post becomes, or stays, `uncertain`.
 *
 * @returns `absent` when the post may be made, else the trouble, if there was any
 */
export async function lookFirst(
  run: OutboxRun,
  row: OutboxPostRow,
  before: PostState,
): Promise<Trouble | undefined | 'absent'> {
  const { settings, store } = run;
  const place = { channel: row.sent_channel ?? row.channel, threadTs: row.sent_thread_ts ?? undefined };
  const method = place.threadTs === undefined ? 'conversations.history' : 'conversations.replies';
  const attemptedAt = row.sending_at ?? 0;
  const since = attemptedAt - settings.lookBackMs;
  let found = run.looks.recent(place, attemptedAt + settings.leaseMs, since);
  if (!found) {
    const turn = await awaitTurn(run, method, 'looks', settings.lookEveryMs);
    if (turn !== undefined) return giveBack(run, row, { next_attempt_at: turn });
    const looked = await attempt(() => run.looks.look(place, since));
    if ('trouble' in looked) return cannotLook(run, row, method, looked.trouble);
    found = looked.value;
  }
  const post = found.get(hashKey(row.key));
  if (before === 'uncertain')
    await answerDoubt(
      store.db,
      row,
      post ? 'I could look: it is there.' : 'I could look: it is not, so I post it.',
      run.now(),
    );
  if (!post) return 'absent';
  run.log.info({ key: row.key }, 'A post whose answer was lost is in Slack');
  const outcome = {
    posted_channel: place.channel,
    posted_ts: post.ts,
    posted_at: Math.round(Number(post.ts) * 1_000),
    posted_revision: post.revision,
  };
  await markPosted(store.db, row.key, run.owner, outcome, run.now());
  return undefined;
}

async function cannotLook(
  run: OutboxRun,
  row: OutboxPostRow,
  method: string,
  trouble: Trouble,
): Promise<Trouble | undefined> {
  const now = run.now().getTime();
  const attempts = row.attempts + 1;
  if (!preventsLooking(trouble)) {
    const again = now + (trouble.retryAfterMs ?? pauseMs(run.settings, attempts));
    if (trouble.kind === 'limited') await pauseTurns(run.store.db, method, again);
    return giveBack(run, row, { attempts, next_attempt_at: again, reason: trouble.error }, trouble);
  }
  // Never post blindly. A later look may succeed, once somebody has invited the bot.
  const next = now + run.settings.refusedAgainMs;
  await giveBack(run, row, { state: 'uncertain', next_attempt_at: next, reason: trouble.error });
  run.log.error({ key: row.key, channel: row.sent_channel, reason: trouble.error }, 'A post is uncertain');
  await run.report({ ...row, state: 'uncertain' }, trouble);
  return undefined;
}
