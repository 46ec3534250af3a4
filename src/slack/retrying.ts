import { setTimeout as wait } from 'node:timers/promises';
import { coerceError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { minuteMs } from '../lib/times.ts';

const firstPauseMs = 500;
const longestPauseMs = minuteMs;

/** Tries something with Slack until it works or `signal` ends it; never throws. */
export async function tryUntilDone(
  signal: AbortSignal,
  log: Logger,
  attempt: () => Promise<void>,
): Promise<void> {
  for (let failures = 0; !signal.aborted; ) {
    try {
      await attempt();
      log.info({ failures }, 'Slack is connected');
      return;
    } catch (thrown) {
      failures += 1;
      if (signal.aborted) return;
      const pauseMs = pauseAfter(failures);
      log.warn({ error: coerceError(thrown), failures, pauseMs }, 'Slack is away; trying again');
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** 0.5 s, 1 s, 2 s … 1 min, each up to a quarter longer or shorter, so that many bots do not come back as one. */
export function pauseAfter(failures: number, random: () => number = Math.random): number {
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(20, failures - 1));
  return Math.round(pause * (0.75 + random() / 2));
}
