import type { Config } from '../config/config.ts';
import type { Job } from '../define-job.ts';
import { minuteMs } from '../lib/times.ts';
import { dueTimes, parseSchedule } from './schedule.ts';

/** A start within this time is on time: a trigger that comes late, a short restart. */
export const punctualForMs = minuteMs;

export interface PlannedRun {
  slot: string;
  dueAt: Date;
}

/** How old a slot may be and still be run. */
export function greatestAgeMs(job: Job): number {
  return Math.max(job.greatestAgeMs, punctualForMs);
}

/**
 * The slots of a job that fell due after `after`, up to `now`, and are not too old to be run. Each slot once, with
 * the first time at which it was due.
 */
export function planRuns(job: Job, config: Config, after: Date, now: Date): PlannedRun[] {
  const from = new Date(Math.max(after.getTime(), now.getTime() - greatestAgeMs(job)));
  const planned = new Map<string, PlannedRun>();
  for (const dueAt of dueTimes(parseSchedule(job.schedule(config)), config.timeZone, from, now)) {
    const slot = job.slot(dueAt, config);
    if (slot !== undefined && !planned.has(slot)) planned.set(slot, { slot, dueAt });
  }
  return [...planned.values()];
}

const retryAfterMs = [minuteMs, 5 * minuteMs, 15 * minuteMs, 60 * minuteMs];

/** When a run that failed for the `attempts`-th time is tried again; undefined when the slot is too old by then. */
export function nextAttemptAt(job: Job, dueAt: Date, attempts: number, now: Date): Date | undefined {
  const pauseMs = retryAfterMs[Math.min(attempts, retryAfterMs.length) - 1] ?? minuteMs;
  const next = now.getTime() + pauseMs;
  return next <= dueAt.getTime() + greatestAgeMs(job) ? new Date(next) : undefined;
}
