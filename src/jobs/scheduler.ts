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

/** How long `stop` waits for running jobs, and then for those that it told to stop. */
const graceMs = 3 * secondMs;
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
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #leaseMs: number;
  readonly #owner = createOwner();
  readonly #stopping = new AbortController();
  readonly #knownSince = new Map<string, Date>();
  readonly #plannedUpTo = new Map<string, Date>();
  /** By job: one run of it at a time. */
  readonly #running = new Map<string, Promise<void>>();
  #triggers: ScheduledTask[] = [];
  #sweeps: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;
  #stopped = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? 60 * secondMs;
  }

  /** Registers the jobs, catches up what was missed, and from then on runs what falls due. */
  async start(): Promise<void> {
    const { jobs, ports } = this.#options;
    const { config, store } = ports;
    for (const job of jobs) parseSchedule(job.schedule(config));
    const now = ports.now();
    for (const job of jobs) {
      this.#knownSince.set(job.name, await registerJob(store.db, job.name, now));
      const slot = job.runsAtStart ? job.slot(now, config) : undefined;
      if (slot !== undefined) await addRuns(store.db, job.name, [{ slot, dueAt: now }]);
    }
    this.#triggers = jobs.map((job) =>
      createTask(job.schedule(config), () => this.sweep(), {
        name: job.name,
        timezone: config.timeZone,
        noOverlap: true,
        suppressMissedWarning: true,
      }),
    );
    await this.sweep();
    for (const trigger of this.#triggers) await trigger.start();
    this.#sweeps = setInterval(() => void this.sweep(), sweepEveryMs);
  }

  /** Starts nothing more, waits up to `waitMs` for what runs, tells it by its signal to stop, waits a little. */
  async stop(waitMs = graceMs): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#sweeps);
    for (const trigger of this.#triggers) await trigger.destroy();
    const abort = setTimeout(() => this.#stopping.abort(new Error('The program stops.')), waitMs);
    const giveUp = new AbortController();
    // A run that does not heed its signal is left alone: its lease runs out, and the next process takes it up.
    await Promise.race([this.idle(), sleep(waitMs + abortedForMs, undefined, { signal: giveUp.signal })]);
    giveUp.abort();
    clearTimeout(abort);
  }

  /** Starts what is due now. Triggers and the timer call it; whoever comes in between sweeps after the other. */
  async sweep(): Promise<void> {
    while (this.#sweeping) await this.#sweeping;
    if (this.#stopped) return;
    this.#sweeping = this.#sweepOnce();
    await this.#sweeping;
    this.#sweeping = undefined;
  }

  /** Resolves when no run is going on. */
  async idle(): Promise<void> {
    while (this.#running.size > 0 || this.#sweeping)
      await Promise.all([...this.#running.values(), this.#sweeping]);
  }

  async #sweepOnce(): Promise<void> {
    const { ports } = this.#options;
    const now = ports.now();
    try {
      await this.#planDue(now);
      await this.#startOpen(now);
    } catch (error) {
      ports.log.error({ error: coerceError(error) }, 'The jobs that are due could not be read');
    }
  }

  async #planDue(now: Date): Promise<void> {
    const { jobs, ports } = this.#options;
    for (const job of jobs) {
      const since = this.#knownSince.get(job.name) ?? now;
      const planned = this.#plannedUpTo.get(job.name) ?? since;
      // A clock that went back: what was planned is in the store, so planning again does no harm.
      const after = planned > now ? since : planned;
      await addRuns(ports.store.db, job.name, planRuns(job, ports.config, after, now));
      this.#plannedUpTo.set(job.name, now);
    }
  }

  async #startOpen(now: Date): Promise<void> {
    const { jobs, ports } = this.#options;
    const { db } = ports.store;
    for (const run of await openRuns(db, now)) {
      const job = jobs.find(({ name }) => name === run.job);
      if (!job || this.#running.has(job.name) || this.#stopped) continue;
      if (now.getTime() - run.due_at > greatestAgeMs(job)) await closeTooOld(db, run, now);
      else {
        const claim = { owner: this.#owner, nowMs: now.getTime(), leaseMs: this.#leaseMs };
        const claimed = await claimRun(db, run, claim);
        if (claimed) this.#running.set(job.name, this.#work(job, claimed));
      }
    }
  }

  async #work(job: Job, run: JobRunRow): Promise<void> {
    const { ports, onRun } = this.#options;
    const startedMs = performance.now();
    const settings = { ports, owner: this.#owner, leaseMs: this.#leaseMs, stopping: this.#stopping.signal };
    try {
      const outcome = await runJob(job, run, settings);
      onRun?.({ job: job.name, outcome, durationSeconds: (performance.now() - startedMs) / secondMs });
    } catch (thrown) {
      const error = coerceError(thrown);
      ports.log.error({ error, job: job.name }, 'The outcome of a job run could not be stored');
    } finally {
      this.#running.delete(job.name);
      // Another slot of this job may have waited for this one.
      void this.sweep();
    }
  }
}
