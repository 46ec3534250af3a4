import { setMaxListeners } from 'node:events';
import type { Job } from '../define-job.ts';
import { coerceError } from '../lib/errors.ts';
import { redact } from '../lib/redact.ts';
import type { Ports } from '../ports.ts';
import type { Claim } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import { finishRun, type JobRunRow, renewRun } from './job-store.ts';
import { nextAttemptAt, punctualForMs } from './plan-runs.ts';

export type RunOutcome = 'done' | 'failed' | 'stopped' | 'lost';

export interface RunSettings {
  ports: Ports & { store: Store };
  owner: string;
  leaseMs: number;
  /** Aborted when the process stops: a run that ends because of it is taken up again after the restart. */
  stopping: AbortSignal;
}

/**
 * Does one claimed run to its end: renews the lease while it lasts, and writes the outcome. Never throws; a failure
 * is in the row and in the log.
 */
export async function runJob(job: Job, run: JobRunRow, settings: RunSettings): Promise<RunOutcome> {
  const { ports, owner, stopping } = settings;
  const log = ports.log.child({ job: job.name, slot: run.slot });
  const lost = new AbortController();
  const signal = AbortSignal.any([stopping, lost.signal]);
  // Every request that is under way listens: as many as there are, and no leak.
  setMaxListeners(0, signal);
  const renewal = keepLease(run, settings, lost);
  const now = ports.now();
  try {
    await job.run(run.slot, {
      ports,
      log,
      now,
      dueAt: new Date(run.due_at),
      late: now.getTime() - run.due_at > punctualForMs,
      signal,
    });
    const finishedAt = ports.now().getTime();
    const mine = await finishRun(ports.store.db, run, owner, {
      state: 'done',
      finished_at: finishedAt,
      error: null,
    });
    return mine ? 'done' : 'lost';
  } catch (thrown) {
    const error = coerceError(thrown);
    if (lost.signal.aborted) {
      log.warn({ error }, 'A job run was lost to another process');
      return 'lost';
    }
    if (stopping.aborted) {
      await finishRun(ports.store.db, run, owner, { state: 'waiting', attempts: run.attempts - 1 });
      return 'stopped';
    }
    log.error({ error, attempts: run.attempts }, 'A job run failed');
    await finishRun(ports.store.db, run, owner, failure(job, run, error, ports.now()));
    return 'failed';
  } finally {
    clearInterval(renewal);
  }
}

function failure(job: Job, run: JobRunRow, error: Error, now: Date): Partial<JobRunRow> {
  const next = nextAttemptAt(job, new Date(run.due_at), run.attempts, now);
  const text = redact(`${error.name}: ${error.message}`).slice(0, 500);
  if (next === undefined) return { state: 'failed', finished_at: now.getTime(), error: text };
  return { state: 'waiting', next_attempt_at: next.getTime(), error: text };
}

function keepLease(run: JobRunRow, settings: RunSettings, lost: AbortController): NodeJS.Timeout {
  const { ports, owner, leaseMs } = settings;
  return setInterval(() => {
    const claim: Claim = { owner, nowMs: ports.now().getTime(), leaseMs };
    renewRun(ports.store.db, run, claim).then(
      (mine) => {
        if (!mine) lost.abort(new Error('The lease of this run went to another process.'));
      },
      (error) => ports.log.warn({ error }, 'The lease of a job run could not be renewed'),
    );
  }, leaseMs / 3);
}
