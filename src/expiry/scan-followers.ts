import type { JobContext } from '../define-job.ts';
import type { Store } from '../store/store.ts';
import { reminderFollower } from './reminders/reminder-jobs.ts';
import type { ScanOutcome } from './save-scan.ts';
import { staleFollower } from './staleness/stale-follower.ts';

/**
 * What is done after each saved scan, by the process that made it: `changesOf(db, outcome.id)` tells what is new,
 * renewed, gone or stale. It may be called for a scan whose outcome another process has acted on already, and is not
 * called again when the process dies in between: keep in the store how far you got.
 */
export interface ScanFollower {
  name: string;
  run(outcome: ScanOutcome, context: JobContext & { store: Store }): Promise<void>;
}

/** All of them, in order. One that fails costs itself only. */
// biome-ignore format: one line each, so that changes side by side stay easy to merge
export const scanFollowers: readonly ScanFollower[] = [
  reminderFollower,
  staleFollower,
];
