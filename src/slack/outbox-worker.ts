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

/** How many due posts are read at once. */
const batch = 100;

const editLane = 'edits';
const channelLane = 'channel:';

/**
 * Takes due posts and works on them: one at a time for each channel, so that they come in order and at Slack's pace,
 * and several channels at once, so that a slow answer holds up one channel only. Edits are one line of their own.
 */
export class OutboxWorker {
  readonly #run: OutboxRun;
  /** By lane. */
  readonly #running = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #failures = 0;
  #pausedUntilMs = 0;

  constructor(run: OutboxRun) {
    this.#run = run;
  }

  start(): void {
    this.#timer = setInterval(() => this.wake(), this.#run.settings.pollMs);
    this.wake();
  }

  /** Takes nothing more, and waits up to `graceMs` for what is on its way. */
  async stop(graceMs: number): Promise<void> {
    clearInterval(this.#timer);
    const waited = new AbortController();
    const ended = Promise.all([this.#looking, ...this.#running.values()]);
    await Promise.race([ended, sleep(graceMs, undefined, { signal: waited.signal })]);
    waited.abort();
  }

  /** There may be work. */
  wake(): void {
    this.#lookAgain = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
  }

  async #look(): Promise<void> {
    do {
      this.#lookAgain = false;
      try {
        await this.#startDue();
      } catch (error) {
        this.#run.log.error({ error: coerceError(error) }, 'The outbox could not read its posts');
        return;
      }
    } while (this.#lookAgain);
  }

  async #startDue(): Promise<void> {
    const { settings, store, now, stopped } = this.#run;
    for (;;) {
      // After a failure one post goes ahead alone and finds out whether Slack is back.
      const atOnce = this.#failures > 0 ? 1 : settings.atOnce;
      if (stopped() || now().getTime() < this.#pausedUntilMs || this.#running.size >= atOnce) return;
      const lanes = [...this.#running.keys()];
      const channels = lanes
        .filter((lane) => lane !== editLane)
        .map((lane) => lane.slice(channelLane.length));
      const busy = { channels, edits: this.#running.has(editLane) };
      const due = await duePosts(store.db, now(), batch, busy);
      const started = due.filter((post) => {
        const lane = post.state === 'posted' ? editLane : `${channelLane}${post.channel}`;
        if (this.#running.has(lane) || this.#running.size >= atOnce) return false;
        this.#startWork(post, lane);
        return true;
      });
      if (started.length === 0) return;
    }
  }

  #startWork(post: DuePost, lane: string): void {
    const end = this.#work(post).finally(() => {
      this.#running.delete(lane);
      this.wake();
    });
    this.#running.set(lane, end);
  }

  async #work(post: DuePost): Promise<void> {
    const { settings, store, log, now } = this.#run;
    try {
      const row = await claimPost(store.db, post, claimNow(this.#run));
      if (!row) return;
      const trouble =
        post.state === 'posted' ? await editPost(this.#run, row) : await sendPost(this.#run, row, post.state);
      if (!trouble) this.#failures = 0;
      else if (pausing.has(trouble.kind)) {
        this.#failures += 1;
        this.#pausedUntilMs = now().getTime() + pauseMs(settings, this.#failures);
      }
    } catch (error) {
      // The claim runs out by itself, and then the post is looked for before anything else.
      log.error({ error: coerceError(error), key: post.key }, 'The outbox failed on a post');
      this.#pausedUntilMs = now().getTime() + settings.firstPauseMs;
    }
  }
}
