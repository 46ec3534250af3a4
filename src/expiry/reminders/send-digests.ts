import { detailIn } from '../../core/people/visibility.ts';
import type { KnownItem } from '../known-item.ts';
import { readSnoozes } from './act-store.ts';
import type { Desk } from './desk.ts';
import { digestMessage } from './digest-message.ts';
import type { Digest } from './digest-rows.ts';
import { addDigest, digestKey, readDigest, toldTo } from './digest-store.ts';
import { findCandidates } from './find-candidates.ts';
import { readGivenOwners } from './handover-store.ts';
import { type Candidate, planDigest } from './plan-digests.ts';
import type { Snooze } from './snooze.ts';

export interface DigestRun {
  /** What is known to run out, whenever: `eachItem`. */
  items: AsyncIterable<KnownItem>;
  /** The day that the digests are of: `2026-11-22`. */
  day: string;
  dueAt: Date;
  signal: AbortSignal;
  /** Before Slack is asked again who somebody is. Default: 15 s. */
  pauseMs?: number;
}

/**
 * Tells each owner of what is due: one message a day. A digest, what was told in it and its post are stored in one
 * transaction, so a run that is killed anywhere and done again neither tells twice nor leaves anybody out.
 *
 * @returns how many digests were made by this run
 * @throws what Slack threw, after all who could be told were told
 */
export async function sendDigests(desk: Desk, run: DigestRun): Promise<number> {
  const { store } = desk;
  const [snoozes, given] = await Promise.all([readSnoozes(store.db), readGivenOwners(store.db, desk.now())]);
  const { byRecipient, failure } = await findCandidates(run.items, given, desk, run);
  let made = 0;
  for (const [recipient, candidates] of byRecipient) {
    run.signal.throwIfAborted();
    if (await sendDigest(desk, run, recipient, candidates, snoozes)) made += 1;
  }
  if (failure) throw failure;
  return made;
}

async function sendDigest(
  desk: Desk,
  { day, dueAt }: DigestRun,
  recipient: string,
  candidates: readonly Candidate[],
  snoozes: ReadonlyMap<string, Snooze>,
): Promise<boolean> {
  const { config, store, outbox, slack } = desk;
  const key = digestKey(day, recipient);
  if (await readDigest(store.db, key)) return false;
  const now = desk.now();
  const kind = /^[UW]/.test(recipient) ? 'direct' : await slack.channelKind(recipient);
  const detail = detailIn(kind, config.expiry.pathsIn);
  const told = await toldTo(store.db, recipient);
  const { lines, stages, more } = planDigest(candidates, told, snoozes, { now, detail });
  if (lines.length === 0) return false;
  const digest: Digest = { key, recipient, detail, madeAt: now, more, lines };
  return store.db.transaction().execute(async (trx) => {
    if (!(await addDigest(trx, digest, stages))) return false;
    const post = { key, destination: { channel: recipient }, message: messageOf(digest, desk), dueAt };
    await outbox.enqueue(post, trx);
    return true;
  });
}

/** What Slack shows of a digest by now. */
export function messageOf(
  digest: Digest,
  { config }: Pick<Desk, 'config'>,
): ReturnType<typeof digestMessage> {
  return digestMessage(digest, { zone: config.timeZone, command: config.slack.command });
}
