import { markPosted, releasePost, renewClaim } from './outbox-claims.ts';
import { isBlockTrouble, type Trouble } from './outbox-errors.ts';
import { pauseTurns } from './outbox-pace.ts';
import { lateSince } from './outbox-payload.ts';
import type { ReadyPicture } from './outbox-prepare.ts';
import { attempt, awaitTurn, claimNow, giveBack, type OutboxRun } from './outbox-run.ts';
import { composeRow } from './outbox-send.ts';
import { pauseMs } from './outbox-settings.ts';
import { never, type OutboxPostRow, readPicture, readPost } from './outbox-store.ts';
import { deletePost } from './outbox-withdraw.ts';

/**
 * Brings a posted message to its newest state. An edit may safely be made twice; one without an answer is repeated
 * only when its claim has run out, so that it cannot overtake a newer one.
 *
 * @returns the trouble, if there was any
 */
export async function editPost(run: OutboxRun, claimed: OutboxPostRow): Promise<Trouble | undefined> {
  if (claimed.withdrawn_at !== null) return deletePost(run, claimed);
  const { db } = run.store;
  const turn = await awaitTurn(run, 'chat.update', 'edits', run.settings.editEveryMs);
  if (turn !== undefined) return giveBack(run, claimed, { next_attempt_at: turn });
  const marked = await renewClaim(db, claimed.key, claimNow(run), { attempts: claimed.attempts + 1 });
  // Read again: the state may have changed while this one waited for its turn.
  const row = await readPost(db, claimed.key);
  const { posted_channel: channel = null, posted_ts: ts = null, posted_at: postedAt = null } = row ?? {};
  if (!marked || !row) return undefined;
  if (row.withdrawn_at !== null) return deletePost(run, row);
  if (channel === null || ts === null || postedAt === null)
    return giveBack(run, row, { next_attempt_at: never });

  const message = composeRow(run, row, await shownPicture(run, row), lateSince(row.due_at, postedAt));
  const edited = await attempt(() => run.client.edit(channel, ts, message));
  const now = run.now();
  const posted = {
    posted_channel: channel,
    posted_ts: ts,
    posted_at: postedAt,
    posted_revision: row.revision,
  };
  if ('value' in edited) {
    await markPosted(db, row.key, run.owner, posted, now);
    return undefined;
  }
  const { trouble } = edited;
  run.log.warn({ key: row.key, reason: trouble.error, kind: trouble.kind }, 'An edit did not get through');
  if (trouble.kind === 'unknown') return trouble;
  if (trouble.kind === 'limited') {
    const until = now.getTime() + (trouble.retryAfterMs ?? run.settings.firstPauseMs);
    await pauseTurns(db, 'chat.update', until);
    return giveBack(run, row, { next_attempt_at: until }, trouble);
  }
  if (trouble.kind !== 'message' && trouble.kind !== 'destination') {
    const again = now.getTime() + pauseMs(run.settings, row.attempts);
    return giveBack(run, row, { next_attempt_at: again, reason: trouble.error }, trouble);
  }
  if (isBlockTrouble(trouble) && row.plain === 0)
    return giveBack(run, row, { plain: 1, next_attempt_at: now.getTime() });
  // The message is gone, or Slack does not take this state of it: it stays as it is until the next change.
  run.log.error({ key: row.key, reason: trouble.error }, 'A post cannot be edited');
  await giveUpEdit(run, row, trouble);
  return undefined;
}

async function giveUpEdit(run: OutboxRun, row: OutboxPostRow, trouble: Trouble): Promise<void> {
  await run.store.db.transaction().execute(async (trx) => {
    const newest = await readPost(trx, row.key);
    const next = newest?.revision === row.revision ? never : run.now().getTime();
    await releasePost(trx, row.key, run.owner, { next_attempt_at: next, attempts: 0, reason: trouble.error });
  });
}

async function shownPicture(run: OutboxRun, row: OutboxPostRow): Promise<ReadyPicture> {
  const picture = await readPicture(run.store.db, row.key);
  if (!picture) return undefined;
  const altText = picture.alt_text;
  return picture.state === 'ready' && picture.file_id ? { fileId: picture.file_id, altText } : { altText };
}
