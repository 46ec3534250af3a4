import { setTimeout as pause } from 'node:timers/promises';
import { defaultOutboxSettings, type OutboxSettings } from '../../src/slack/outbox-settings.ts';
import type { Slack } from './slack.ts';

/** The outbox's own pace, for a clock that stands still but for `passTime`. */
export const steppedSettings: OutboxSettings = { ...defaultOutboxSettings, pollMs: 10, longestSleepMs: 2 };

/**
 * Lets time pass on a strict Slack's frozen clock, step by step, and what falls into it happen: however slow the
 * machine is, no step is over before all calls that came in it are answered.
 */
export async function passTime({ strict }: Slack, milliseconds: number, stepMs = 100): Promise<void> {
  const until = strict.clock.now() + milliseconds;
  while (strict.clock.now() < until) {
    strict.clock.advance(Math.min(stepMs, until - strict.clock.now()));
    do await pause(5);
    while (strict.running > 0);
  }
}
