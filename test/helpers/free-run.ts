import type { JobRunRow } from '../../src/jobs/job-store.ts';

/** A row of `job_runs` that nobody has worked on. */
export const freeRun: Omit<JobRunRow, 'job' | 'slot'> = {
  due_at: 0,
  state: 'waiting',
  attempts: 0,
  next_attempt_at: 0,
  started_at: null,
  finished_at: null,
  error: null,
  lease_owner: null,
  lease_until: null,
};
