import { setTimeout as sleep } from 'node:timers/promises';
import { coerceError } from '../lib/errors.ts';
import { claimPost, duePosts } from './outbox-claims.ts';
import { editPost } from './outbox-edit.ts';
import { claimNow, type OutboxRun } from './outbox-run.ts';
import { sendPost } from './outbox-send.ts';
import { pauseMs } from './outbox-settings.ts';
import type { DuePost } from './outbox-store.ts';

/** Troubles that concern Slack as a whole: no use in trying the next post at once. */
const pausing = new Set(['unreachable', 'account', 'unknown', 'again']);

export interface OutboxWorker {
  start(): void;
  /** Takes nothing more, and waits up to `graceMs` for what is on its way. */
  stop(graceMs: number): Promise<void>;
  /** There may be work. */
  wake(): void;
}

/** How many due posts are read at once. */
const batch = 100;

/**
 * Takes due posts and works on them: one at a time for each channel, so that they come in order and at Slack's pace,
 * and several channels at once, so that a slow answer holds up one channel only. Edits are one line of their own.
 */
export function createWorker(run: OutboxRun): OutboxWorker {
  const { settings } = run;
  const running = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let failures = 0;
  let pausedUntilMs = 0;

  function laneOf(post: DuePost): string {
    return post.state === 'posted' ? 'edits' : `channel:${post.channel}`;
  }

  async function work(post: DuePost): Promise<void> {
    try {
      const row = await claimPost(run.store.db, post, claimNow(run));
      if (!row) return;
      const trouble =
        post.state === 'posted' ? await editPost(run, row) : await sendPost(run, row, post.state);
      if (!trouble) failures = 0;
      else if (pausing.has(trouble.kind)) {
        failures += 1;
        pausedUntilMs = run.now().getTime() + pauseMs(settings, failures);
      }
    } catch (error) {
      // The claim runs out by itself, and then the post is looked for before anything else.
      run.log.error({ error: coerceError(error), key: post.key }, 'The outbox failed on a post');
      pausedUntilMs = run.now().getTime() + settings.firstPauseMs;
    }
  }

  function startWork(post: DuePost, lane: string): void {
    const end = work(post).finally(() => {
      running.delete(lane);
      wake();
    });
    running.set(lane, end);
  }

  async function startDue(): Promise<void> {
    for (;;) {
      const nowMs = run.now().getTime();
      // After a failure one post goes ahead alone and finds out whether Slack is back.
      const atOnce = failures > 0 ? 1 : settings.atOnce;
      if (run.stopped() || nowMs < pausedUntilMs || running.size >= atOnce) return;
      const channels = [...running.keys()].flatMap((lane) =>
        lane.startsWith('channel:') ? [lane.slice('channel:'.length)] : [],
      );
      const busy = { channels, edits: running.has('edits') };
      const due = await duePosts(run.store.db, run.now(), batch, busy);
      const started = due.filter((post) => {
        const lane = laneOf(post);
        if (running.has(lane) || running.size >= atOnce) return false;
        startWork(post, lane);
        return true;
      });
      if (started.length === 0) return;
    }
  }

  async function look(): Promise<void> {
    do {
      lookAgain = false;
      try {
        await startDue();
      } catch (error) {
        run.log.error({ error: coerceError(error) }, 'The outbox could not read its posts');
        return;
      }
    } while (lookAgain);
  }

  function wake(): void {
    lookAgain = true;
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }

  return {
    wake,
    start() {
      timer = setInterval(wake, settings.pollMs);
      wake();
    },
    async stop(graceMs) {
      clearInterval(timer);
      const waited = new AbortController();
      const ended = Promise.all([looking, ...running.values()]);
      await Promise.race([ended, sleep(graceMs, undefined, { signal: waited.signal })]);
      waited.abort();
    },
  };
}
