import { setTimeout as sleep } from 'node:timers/promises';
import { createTask, type ScheduledTask } from 'node-cron';
import type { Job } from '../define-job.ts';
import { coerceError } from '../lib/errors.ts';
import { secondMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import { createOwner } from '../store/lease.ts';
import type { Store } from '../store/store.ts';
import { addRuns, claimRun, closeTooOld, type JobRunRow, openRuns, registerJob } from './job-store.ts';
import { greatestAgeMs, planRuns } from './plan-runs.ts';
import { type RunOutcome, runJob } from './run-job.ts';
import { parseSchedule } from './schedule.ts';

export interface SchedulerOptions {
  jobs: readonly Job[];
  ports: Ports & { store: Store };
  /** How long a run that stops renewing (its process is dead) keeps others away. */
  leaseMs?: number;
  /** For metrics: after each run. */
  onRun?(run: { job: string; outcome: RunOutcome; durationSeconds: number }): void;
}

export interface Scheduler {
  /** Registers the jobs, catches up what was missed, and from then on runs what falls due. */
  start(): Promise<void>;
  /** Starts nothing more, waits up to `graceMs` for what runs, tells it by its signal to stop, waits a little. */
  stop(graceMs?: number): Promise<void>;
  /** Runs what is due now; resolves when those runs have been started. The triggers call it. */
  sweep(): Promise<void>;
  /** Resolves when no run is going on. */
  idle(): Promise<void>;
}

/** How long `stop` waits after it has told the runs to stop. */
const abortedForMs = 500;

/**
 * Catches what no trigger catches: retries, runs of a process that died, a clock that was moved, a time that node-cron
 * leaves out. A plain timer, since node-cron counts through every minute that a moved clock jumped over.
 */
const sweepEveryMs = 20 * secondMs;

/**
 * Runs jobs by the clock. node-cron is the trigger only: at each trigger the due slots are worked out anew from
 * `ports.now()`, stored as rows, and claimed with a lease, so it does not matter how often, how late or in how many
 * processes a trigger comes.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { jobs, ports, leaseMs = 60 * secondMs, onRun } = options;
  const { config, store, log } = ports;
  const owner = createOwner();
  const stopping = new AbortController();
  const byName = new Map(jobs.map((job) => [job.name, job]));
  const knownSince = new Map<string, Date>();
  const plannedUpTo = new Map<string, Date>();
  const running = new Map<string, Promise<void>>();
  let triggers: ScheduledTask[] = [];
  let sweeps: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  let stopped = false;

  async function planDue(now: Date): Promise<void> {
    for (const job of jobs) {
      const since = knownSince.get(job.name) ?? now;
      const planned = plannedUpTo.get(job.name) ?? since;
      // A clock that went back: what was planned is in the store, so planning again does no harm.
      await addRuns(store.db, job.name, planRuns(job, config, planned > now ? since : planned, now));
      plannedUpTo.set(job.name, now);
    }
  }

  async function startOpen(now: Date): Promise<void> {
    for (const run of await openRuns(store.db, now)) {
      const job = byName.get(run.job);
      if (!job || running.has(job.name) || stopped) continue;
      if (now.getTime() - run.due_at > greatestAgeMs(job)) await closeTooOld(store.db, run, now);
      else {
        const claim = { owner, nowMs: now.getTime(), leaseMs };
        const claimed = await claimRun(store.db, run, claim);
        if (claimed) running.set(job.name, work(job, claimed));
      }
    }
  }

  async function work(job: Job, run: JobRunRow): Promise<void> {
    const startedMs = performance.now();
    try {
      const outcome = await runJob(job, run, { ports, owner, leaseMs, stopping: stopping.signal });
      onRun?.({ job: job.name, outcome, durationSeconds: (performance.now() - startedMs) / secondMs });
    } catch (error) {
      log.error({ error: coerceError(error), job: job.name }, 'The outcome of a job run could not be stored');
    } finally {
      running.delete(job.name);
      // Another slot of this job may have waited for this one.
      void sweep();
    }
  }

  async function sweepOnce(): Promise<void> {
    const now = ports.now();
    try {
      await planDue(now);
      await startOpen(now);
    } catch (error) {
      log.error({ error: coerceError(error) }, 'The jobs that are due could not be read');
    }
  }

  async function sweep(): Promise<void> {
    // One at a time; whoever comes in between sweeps after it, since time has gone on.
    while (sweeping) await sweeping;
    if (stopped) return;
    sweeping = sweepOnce();
    await sweeping;
    sweeping = undefined;
  }

  async function idle(): Promise<void> {
    while (running.size > 0 || sweeping) await Promise.all([...running.values(), sweeping]);
  }

  return {
    sweep,
    idle,
    async start() {
      for (const job of jobs) parseSchedule(job.schedule(config));
      const now = ports.now();
      for (const job of jobs) {
        knownSince.set(job.name, await registerJob(store.db, job.name, now));
        const slot = job.runsAtStart ? job.slot(now, config) : undefined;
        if (slot !== undefined) await addRuns(store.db, job.name, [{ slot, dueAt: now }]);
      }
      triggers = jobs.map((job) =>
        createTask(job.schedule(config), sweep, {
          name: job.name,
          timezone: config.timeZone,
          noOverlap: true,
          suppressMissedWarning: true,
        }),
      );
      await sweep();
      for (const trigger of triggers) await trigger.start();
      sweeps = setInterval(sweep, sweepEveryMs);
    },
    async stop(graceMs = 4 * secondMs) {
      stopped = true;
      clearInterval(sweeps);
      for (const trigger of triggers) await trigger.destroy();
      const abort = setTimeout(() => stopping.abort(new Error('The program stops.')), graceMs);
      const giveUp = new AbortController();
      // A run that does not heed its signal is left alone: its lease runs out, and the next process takes it up.
      await Promise.race([idle(), sleep(graceMs + abortedForMs, undefined, { signal: giveUp.signal })]);
      giveUp.abort();
      clearTimeout(abort);
    },
  };
}
