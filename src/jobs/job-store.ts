import type { Kysely } from 'kysely';
import { type Claim, type LeaseColumns, leasesOf } from '../store/lease.ts';
import type { Tables } from '../store/store.ts';
import type { PlannedRun } from './plan-runs.ts';

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
  /** `missed`: too old before anyone could run it. `failed`: tried, and given up. */
  state: 'waiting' | 'running' | 'done' | 'failed' | 'missed';
  attempts: number;
  next_attempt_at: number;
  started_at: number | null;
  finished_at: number | null;
  /** Why the last attempt failed: for operators, redacted. */
  error: string | null;
}

type Db = Kysely<Tables>;

/** Remembers since when a job is known here, and says it. */
export async function registerJob(db: Db, name: string, now: Date): Promise<Date> {
  await db
    .insertInto('jobs')
    .values({ name, known_since: now.getTime(), last_success_at: null })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const row = await db
    .selectFrom('jobs')
    .select('known_since')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return new Date(row.known_since);
}

/** Stores runs that are due; those that are there already, in whatever state, stay as they are. */
export async function addRuns(db: Db, job: string, runs: readonly PlannedRun[]): Promise<void> {
  for (const { slot, dueAt } of runs) {
    await db
      .insertInto('job_runs')
      .values({
        job,
        slot,
        due_at: dueAt.getTime(),
        state: 'waiting',
        attempts: 0,
        next_attempt_at: dueAt.getTime(),
        started_at: null,
        finished_at: null,
        error: null,
        lease_owner: null,
        lease_until: null,
      })
      .onConflict((conflict) => conflict.columns(['job', 'slot']).doNothing())
      .execute();
  }
}

/** Runs that nobody works on and whose time has come, oldest first: new ones, failed ones, those of a dead process. */
export async function openRuns(db: Db, now: Date): Promise<JobRunRow[]> {
  return await db
    .selectFrom('job_runs')
    .selectAll()
    .where('state', 'in', ['waiting', 'running'])
    .where('next_attempt_at', '<=', now.getTime())
    .where((by) => by.or([by('lease_until', 'is', null), by('lease_until', '<=', now.getTime())]))
    .orderBy('due_at')
    .execute();
}

/** Takes a run, unless another took it or works on another slot of the same job: then undefined. */
export async function claimRun(db: Db, run: JobRunRow, claim: Claim): Promise<JobRunRow | undefined> {
  return await db.transaction().execute(async (trx) => {
    const other = await trx
      .selectFrom('job_runs')
      .select('slot')
      .where('job', '=', run.job)
      .where('state', '=', 'running')
      .where('lease_until', '>', claim.nowMs)
      .executeTakeFirst();
    if (other) return undefined;
    const { job, slot, state, attempts } = run;
    return await leasesOf(trx, 'job_runs').claim({ job, slot, state, attempts }, claim, {
      state: 'running',
      attempts: attempts + 1,
      started_at: claim.nowMs,
    });
  });
}

/** Prolongs a claimed run; false when it is lost to another process. */
export async function renewRun(db: Db, run: JobRunRow, claim: Claim): Promise<boolean> {
  return await leasesOf(db, 'job_runs').renew({ job: run.job, slot: run.slot }, claim);
}

/** Writes how a claimed run ended; false when it was lost to another process in between. */
export async function finishRun(
  db: Db,
  run: JobRunRow,
  owner: string,
  outcome: Partial<JobRunRow>,
): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    const mine = await leasesOf(trx, 'job_runs').finish({ job: run.job, slot: run.slot }, owner, outcome);
    if (mine && outcome.state === 'done' && outcome.finished_at)
      await trx
        .updateTable('jobs')
        .set({ last_success_at: outcome.finished_at })
        .where('name', '=', run.job)
        .execute();
    return mine;
  });
}

/** Closes a run that nobody works on and that is too old to be run now. */
export async function closeTooOld(db: Db, run: JobRunRow, now: Date): Promise<void> {
  await db
    .updateTable('job_runs')
    .set({ state: run.attempts > 0 ? 'failed' : 'missed', finished_at: now.getTime() })
    .where('job', '=', run.job)
    .where('slot', '=', run.slot)
    .where('state', '=', run.state)
    .where('attempts', '=', run.attempts)
    .execute();
}

/** When each job last ended well, for metrics and `doctor`; undefined for a job that never did. */
export async function lastSuccesses(db: Db): Promise<{ job: string; at: Date | undefined }[]> {
  const rows = await db.selectFrom('jobs').select(['name', 'last_success_at']).orderBy('name').execute();
  return rows.map((row) => ({
    job: row.name,
    at: row.last_success_at === null ? undefined : new Date(row.last_success_at),
  }));
}

/** Retention: runs that were due before this. None is still to be run: no job's greatest age is as long as that. */
export async function deleteOldRuns(db: Db, before: Date): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('job_runs')
    .where('due_at', '<', before.getTime())
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
