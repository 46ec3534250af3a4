import type { Message } from './message.ts';
import { markPosted, renewClaim } from './outbox-claims.ts';
import type { Place } from './outbox-client.ts';
import { lookFirst } from './outbox-doubt.ts';
import { isBlockTrouble, type Trouble } from './outbox-errors.ts';
import { pauseTurns } from './outbox-pace.ts';
import { composePost, lateSince } from './outbox-payload.ts';
import type { PostState } from './outbox-port.ts';
import { findPlace, preparePicture, type ReadyPicture } from './outbox-prepare.ts';
import { attempt, awaitTurn, claimNow, giveBack, type OutboxRun } from './outbox-run.ts';
import { pauseMs } from './outbox-settings.ts';
import { changePicture, never, type OutboxPostRow, readPicture } from './outbox-store.ts';
import { endWithdrawn } from './outbox-withdraw.ts';

/**
 * Brings one claimed post to Slack, or as far as it goes. When an earlier attempt's outcome is not known, looks first.
 * `before` is its state before the claim.
 *
 * @returns the trouble, if there was any
 */
export async function sendPost(
  run: OutboxRun,
  row: OutboxPostRow,
  before: PostState,
): Promise<Trouble | undefined> {
  if (row.sending_at !== null) {
    const looked = await lookFirst(run, row, before);
    if (looked !== 'absent') return looked;
  }
  if (row.withdrawn_at !== null) return endWithdrawn(run, row);
  const now = run.now().getTime();
  // One that was refused before stays behind the others of its channel.
  const notSent = { state: before === 'failed' ? 'failed' : 'waiting', sending_at: null } as const;
  if (row.expires_at !== null && row.expires_at <= now)
    return giveBack(run, row, { ...notSent, state: 'failed', reason: 'expired', next_attempt_at: never });

  const place = await findPlace(run, row);
  if ('trouble' in place) return refused(run, row, nothingPosted(place.trouble));
  const picture = await preparePicture(run, row);
  if ('trouble' in picture) return refused(run, row, nothingPosted(picture.trouble));
  if ('waitMs' in picture) return giveBack(run, row, { ...notSent, next_attempt_at: now + picture.waitMs });

  const { channel } = place.value;
  const turn = await awaitTurn(run, 'chat.postMessage', `channel:${channel}`, run.settings.postEveryMs);
  if (turn !== undefined) return giveBack(run, row, { ...notSent, next_attempt_at: turn });
  return await postNow(run, row, place.value, picture.value);
}

async function postNow(
  run: OutboxRun,
  row: OutboxPostRow,
  place: Place,
  picture: ReadyPicture,
): Promise<Trouble | undefined> {
  const { settings } = run;
  const claim = claimNow(run);
  const sent = { sent_channel: place.channel, sent_thread_ts: place.threadTs ?? null };
  const marked = await renewClaim(run.store.db, row.key, claim, {
    ...sent,
    sending_at: claim.nowMs,
    attempts: row.attempts + 1,
  });
  if (!marked) return undefined;
  const due = row.due_at === null ? undefined : lateSince(row.due_at, claim.nowMs);
  const message = composeRow(run, row, picture, due);
  // A process that slept here may find its claim gone: the request must end before the claim does.
  if (run.now().getTime() > claim.nowMs + settings.leaseMs - settings.timeoutMs)
    return giveBack(run, row, { state: 'waiting', sending_at: null, attempts: row.attempts });

  const posted = await attempt(() => run.client.post(place, message));
  if ('trouble' in posted) {
    const { trouble } = posted;
    run.log.warn({ key: row.key, reason: trouble.error, kind: trouble.kind }, 'A post did not get through');
    // The claim stays: only when it has run out may anyone look whether the post is there, and post again.
    if (trouble.kind === 'unknown') return trouble;
    return refused(run, row, trouble);
  }
  const now = run.now();
  await markPosted(
    run.store.db,
    row.key,
    run.owner,
    {
      posted_channel: place.channel,
      posted_ts: posted.value,
      posted_at: now.getTime(),
      posted_revision: row.revision,
    },
    now,
  );
  return undefined;
}

/** What Slack is to show of a row. */
export function composeRow(
  run: OutboxRun,
  row: OutboxPostRow,
  picture: ReadyPicture,
  due: Date | undefined,
): Message {
  const place = row.posted_channel ?? run.dryRunChannel;
  const isDryRun = run.dryRunChannel !== undefined && place === run.dryRunChannel && place !== row.channel;
  return composePost({
    key: row.key,
    message: JSON.parse(row.message) as Message,
    revision: row.revision,
    plain: row.plain === 1,
    isEdit: row.posted_ts !== null,
    picture,
    lateSince: due,
    meantFor: isDryRun && row.thread_of === null ? row.channel : undefined,
  });
}

/** Before anything is posted, a call without an answer has done no harm. */
function nothingPosted(trouble: Trouble): Trouble {
  return trouble.kind === 'unknown' ? { ...trouble, kind: 'again' } : trouble;
}

/** Slack did not take the post: what is to become of it. */
async function refused(run: OutboxRun, row: OutboxPostRow, trouble: Trouble): Promise<Trouble | undefined> {
  const { settings, store } = run;
  const now = run.now().getTime();
  const attempts = row.attempts + 1;
  const waiting = { state: 'waiting', sending_at: null, reason: trouble.error, attempts } as const;
  if (trouble.kind === 'limited') {
    const until = now + (trouble.retryAfterMs ?? settings.firstPauseMs);
    await pauseTurns(store.db, 'chat.postMessage', until);
    return giveBack(run, row, { ...waiting, next_attempt_at: until }, trouble);
  }
  if (isBlockTrouble(trouble) && (await dropWhatWasRefused(run, row)))
    return giveBack(run, row, { ...waiting, next_attempt_at: now });
  if (trouble.kind !== 'destination' && trouble.kind !== 'message') {
    const again = now + pauseMs(settings, attempts);
    return giveBack(run, row, { ...waiting, next_attempt_at: again }, trouble);
  }
  // Somebody may invite the bot, or unarchive the channel; a message that Slack refuses stays refused.
  const mayChange = trouble.kind === 'destination' && now - row.enqueued_at < settings.refusedForMs;
  const next = mayChange ? now + settings.refusedAgainMs : never;
  await giveBack(run, row, { ...waiting, state: 'failed', next_attempt_at: next });
  run.log.error({ key: row.key, channel: row.channel, reason: trouble.error }, 'A post was refused');
  await run.report({ ...row, state: 'failed', next_attempt_at: next }, trouble);
  return undefined;
}

/** Slack refuses the blocks: first the picture goes, then all but the text. False when nothing is left to drop. */
async function dropWhatWasRefused(run: OutboxRun, row: OutboxPostRow): Promise<boolean> {
  const { db } = run.store;
  const picture = await readPicture(db, row.key);
  run.log.error({ key: row.key }, 'Slack refuses the blocks of a post; it is sent without them');
  if (picture?.state === 'ready') {
    await changePicture(db, row.key, { state: 'left-out' });
    return true;
  }
  if (row.plain === 1) return false;
  return await renewClaim(db, row.key, claimNow(run), { plain: 1 });
}
