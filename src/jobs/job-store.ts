import type { LeaseColumns } from '../store/lease.ts';

declare module '../store/store.ts' {
  interface Tables {
    jobs: JobRow;
    job_runs: JobRunRow;
  }
}

export interface JobRow {
  name: string;
  /** When this installation first had the job: slots before are not caught up. */
  known_since: number;
  /** Kept here because old runs are deleted. */
  last_success_at: number | null;
}

/** One run of a job for one slot: there is at most one row, and so one run, of each. */
export interface JobRunRow extends LeaseColumns {
  job: string;
  slot: string;
  /** When the slot's time was. */
  due_at: number;
  state: 'waiting' | 'running' | 'done' | 'failed';
  attempts: number;
  next_attempt_at: number;
  started_at: number | null;
  finished_at: number | null;
  /** Why the last attempt failed: for operators, redacted. */
  error: string | null;
}
