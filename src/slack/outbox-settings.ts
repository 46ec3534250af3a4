import { minuteMs, secondMs } from '../lib/times.ts';

/** The outbox's times. Tests make them short; in production the defaults hold. */
export interface OutboxSettings {
  /** How long a claim holds. Only after it may another run look for the post. */
  leaseMs: number;
  /** Limit of one call to Slack; far below the lease, so that no request outlives its claim. */
  timeoutMs: number;
  /** How often the store is asked for work that another process left or stored. */
  pollMs: number;
  /** Posts to one channel: https://docs.slack.dev/apis/web-api/rate-limits */
  postEveryMs: number;
  /** Edits: 50 a minute. */
  editEveryMs: number;
  /** Looks: 50 a minute. */
  lookEveryMs: number;
  /** A look starts this much before the attempt: clocks differ. */
  lookBackMs: number;
  /** First pause after a failure; it doubles up to `longestPauseMs`. */
  firstPauseMs: number;
  longestPauseMs: number;
  /** How often a channel that refused is tried again, and for how long after the post was enqueued. */
  refusedAgainMs: number;
  refusedForMs: number;
  /** How long a picture may take to be ready before the post goes without it. */
  pictureWithinMs: number;
  /** After this a wait looks at the clock again: a test's clock goes faster than timers. */
  longestSleepMs: number;
  /** Posts that are worked on at once. */
  atOnce: number;
}

export const defaultOutboxSettings: OutboxSettings = {
  leaseMs: minuteMs,
  timeoutMs: 10 * secondMs,
  pollMs: secondMs,
  postEveryMs: secondMs,
  editEveryMs: 1_200,
  lookEveryMs: 1_200,
  lookBackMs: 2 * minuteMs,
  firstPauseMs: secondMs,
  longestPauseMs: minuteMs,
  refusedAgainMs: 15 * minuteMs,
  refusedForMs: 7 * 24 * 60 * minuteMs,
  pictureWithinMs: 2 * minuteMs,
  longestSleepMs: 10 * secondMs,
  atOnce: 8,
};

/** The pause after the `attempts`-th failure in a row. */
export function pauseMs(settings: OutboxSettings, attempts: number): number {
  return Math.min(settings.longestPauseMs, settings.firstPauseMs * 2 ** Math.min(attempts - 1, 20));
}
