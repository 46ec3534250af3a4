import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { Config } from '../../src/config/config.ts';
import type { Job, JobContext } from '../../src/define-job.ts';
import { deleteOldRuns, lastSuccesses, registerJob } from '../../src/jobs/job-store.ts';
import { Scheduler } from '../../src/jobs/scheduler.ts';
import { dateInZone, dayMs, hourMs, minuteMs, secondMs } from '../../src/lib/times.ts';
import type { Store } from '../../src/store/store.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTestStore } from '../helpers/store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Ran {
  slot: string;
  late: boolean;
  dueAt: string;
}

function recordingJob(changes: Partial<Job> = {}, ran: Ran[] = []): { job: Job; ran: Ran[] } {
  const job: Job = {
    name: 'daily',
    summary: 'Writes down when it ran',
    schedule: () => '0 9 * * *',
    slot: (at, config) => dateInZone(at, config.timeZone),
    greatestAgeMs: 3 * dayMs,
    run: async (slot, { late, dueAt }) => void ran.push({ slot, late, dueAt: dueAt.toISOString() }),
    ...changes,
  };
  return { job, ran };
}

async function start(store: Store, jobs: readonly Job[], config: object = {}): Promise<Scheduler> {
  const scheduler = new Scheduler({ jobs, ports: barePorts({ store, config: Config.parse(config) }) });
  onTestFinished(() => scheduler.stop(0));
  await scheduler.start();
  await scheduler.idle();
  return scheduler;
}

function clockAt(time: string): void {
  vi.setSystemTime(new Date(time));
}

test('runs each slot once, at its time in the zone', async () => {
  clockAt('2026-07-01T00:00:00Z');
  const { job, ran } = recordingJob();
  await start(await openTestStore(), [job], { timeZone: 'Europe/Prague' });
  await vi.advanceTimersByTimeAsync(3 * dayMs);
  expect(ran.map((run) => run.dueAt)).toEqual([
    '2026-07-01T07:00:00.000Z',
    '2026-07-02T07:00:00.000Z',
    '2026-07-03T07:00:00.000Z',
  ]);
  expect(ran.every((run) => !run.late)).toBe(true);
});

test('a new installation catches up nothing', async () => {
  clockAt('2026-07-01T12:00:00Z');
  const { job, ran } = recordingJob();
  await start(await openTestStore(), [job]);
  expect(ran).toEqual([]);
});

test('after a restart, missed slots are caught up once, oldest first, if they are not too old', async () => {
  const store = await openTestStore();
  await registerJob(store.db, 'daily', new Date('2026-06-01T00:00:00Z'));
  clockAt('2026-07-10T12:00:00Z');
  const { job, ran } = recordingJob();
  await start(store, [job]);
  expect(ran.map((run) => [run.slot, run.late])).toEqual([
    ['2026-07-08', true],
    ['2026-07-09', true],
    ['2026-07-10', true],
  ]);
  await start(store, [job]);
  expect(ran).toHaveLength(3);
});

test('a slot whose greatest age is 0 is not caught up, but a minute is still on time', async () => {
  const store = await openTestStore();
  await registerJob(store.db, 'daily', new Date('2026-06-01T00:00:00Z'));
  clockAt('2026-07-10T09:00:59Z');
  const { job, ran } = recordingJob({ greatestAgeMs: 0 });
  await start(store, [job]);
  expect(ran.map((run) => [run.slot, run.late])).toEqual([['2026-07-10', false]]);
  clockAt('2026-07-11T09:01:01Z');
  await start(store, [job]);
  expect(ran).toHaveLength(1);
});

test('a job that says there is nothing to do is not run', async () => {
  clockAt('2026-06-29T00:00:00Z');
  const { job, ran } = recordingJob({
    slot: (at) => (at.getUTCDate() === 1 ? at.toISOString().slice(0, 7) : undefined),
  });
  await start(await openTestStore(), [job]);
  await vi.advanceTimersByTimeAsync(5 * dayMs);
  expect(ran.map((run) => run.slot)).toEqual(['2026-07']);
});

test('a time that spring leaves out is run at the change, one that autumn shows twice is run once', async () => {
  const { job, ran } = recordingJob({ schedule: () => '30 2 * * *' });
  clockAt('2026-03-28T12:00:00Z');
  await start(await openTestStore(), [job], { timeZone: 'Europe/Prague' });
  await vi.advanceTimersByTimeAsync(dayMs);
  expect(ran).toEqual([{ slot: '2026-03-29', late: false, dueAt: '2026-03-29T01:00:00.000Z' }]);

  const autumn = recordingJob({ schedule: () => '30 2 * * *' });
  clockAt('2026-10-24T12:00:00Z');
  await start(await openTestStore(), [autumn.job], { timeZone: 'Europe/Prague' });
  await vi.advanceTimersByTimeAsync(dayMs);
  expect(autumn.ran).toEqual([{ slot: '2026-10-25', late: false, dueAt: '2026-10-25T00:30:00.000Z' }]);
});

test('a clock that is set back runs nothing twice', async () => {
  clockAt('2026-07-01T08:59:30Z');
  const { job, ran } = recordingJob();
  const scheduler = await start(await openTestStore(), [job]);
  await vi.advanceTimersByTimeAsync(minuteMs);
  expect(ran).toHaveLength(1);
  clockAt('2026-07-01T08:30:00Z');
  await scheduler.sweep();
  await vi.advanceTimersByTimeAsync(hourMs);
  expect(ran).toHaveLength(1);
});

test('a clock that jumps ahead (a laptop that slept) catches up what it jumped over', async () => {
  clockAt('2026-07-01T08:00:00Z');
  const { job, ran } = recordingJob();
  await start(await openTestStore(), [job]);
  clockAt('2026-07-01T11:00:00Z');
  await vi.advanceTimersByTimeAsync(minuteMs);
  expect(ran).toEqual([{ slot: '2026-07-01', late: true, dueAt: '2026-07-01T09:00:00.000Z' }]);
});

test('a failed run is tried again with longer and longer pauses, and its error is kept redacted', async () => {
  clockAt('2026-07-01T08:59:00Z');
  const store = await openTestStore();
  const tries: string[] = [];
  const { job } = recordingJob({
    greatestAgeMs: 2 * hourMs,
    async run() {
      tries.push(new Date().toISOString().slice(11, 16));
      throw new Error('the token hvs.CAESIJabcdefghijklmnopqrstuvwxyz was refused');
    },
  });
  await start(store, [job]);
  await vi.advanceTimersByTimeAsync(6 * hourMs);
  expect(tries).toEqual(['09:00', '09:01', '09:06', '09:21', '10:21']);
  const run = await store.db.selectFrom('job_runs').selectAll().executeTakeFirstOrThrow();
  expect(run).toMatchObject({ state: 'failed', attempts: 5, lease_owner: null });
  expect(run.error).toBe('Error: the token [redacted] was refused');
  expect(await lastSuccesses(store.db)).toEqual([{ job: 'daily', at: undefined }]);
});

test('a run that succeeds at last is done, and the success is known', async () => {
  clockAt('2026-07-01T08:59:00Z');
  const store = await openTestStore();
  let failures = 2;
  const { job, ran } = recordingJob();
  const flaky: Job = {
    ...job,
    async run(slot: string, context: JobContext) {
      failures -= 1;
      if (failures >= 0) throw new Error('not yet');
      await job.run(slot, context);
    },
  };
  await start(store, [flaky]);
  await vi.advanceTimersByTimeAsync(hourMs);
  expect(ran).toHaveLength(1);
  const [success] = await lastSuccesses(store.db);
  expect(success?.at?.toISOString()).toMatch(/^2026-07-01T09:06:0/);
});

test('a long run keeps its lease, and no other process takes it', async () => {
  clockAt('2026-07-01T08:59:00Z');
  const store = await openTestStore();
  let end: () => void = () => {};
  const { job, ran } = recordingJob();
  const slow: Job = {
    ...job,
    async run(slot: string, context: JobContext) {
      await job.run(slot, context);
      await new Promise<void>((resolve) => {
        end = resolve;
      });
    },
  };
  const first = await start(store, [slow]);
  await start(store, [slow]);
  await vi.advanceTimersByTimeAsync(30 * minuteMs);
  expect(ran).toHaveLength(1);
  end();
  await first.idle();
  expect(await store.db.selectFrom('job_runs').select('state').execute()).toEqual([{ state: 'done' }]);
});

test('a run that lost its lease is told to stop, and does not overwrite the outcome of the other', async () => {
  clockAt('2026-07-01T08:59:00Z');
  const store = await openTestStore();
  const { job } = recordingJob({
    run: (_slot, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  });
  const scheduler = await start(store, [job]);
  await vi.advanceTimersByTimeAsync(minuteMs);
  await store.db
    .updateTable('job_runs')
    .set({ lease_owner: 'another', lease_until: Date.now() + hourMs })
    .execute();
  await vi.advanceTimersByTimeAsync(minuteMs);
  await scheduler.idle();
  expect(await store.db.selectFrom('job_runs').select(['state', 'lease_owner']).execute()).toEqual([
    { state: 'running', lease_owner: 'another' },
  ]);
});

test('a run that the stopping program interrupts is taken up again after the restart', async () => {
  clockAt('2026-07-01T08:59:00Z');
  const store = await openTestStore();
  const { job, ran } = recordingJob();
  const patient: Job = {
    ...job,
    run: (_slot, { signal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  };
  const scheduler = await start(store, [patient]);
  await vi.advanceTimersByTimeAsync(minuteMs);
  const stopped = scheduler.stop(10 * secondMs);
  await vi.advanceTimersByTimeAsync(10 * secondMs);
  await stopped;
  await start(store, [job]);
  expect(ran.map((run) => run.slot)).toEqual(['2026-07-01']);
});

test('a job with a schedule that cannot be meant stops the start', async () => {
  const { job } = recordingJob({ schedule: () => '0 9 15 * 1' });
  await expect(start(await openTestStore(), [job])).rejects.toThrow(/not both/);
});

test('retention deletes runs by the time at which they were due', async () => {
  clockAt('2026-07-01T08:59:00Z');
  const store = await openTestStore();
  const { job } = recordingJob();
  await start(store, [job]);
  await vi.advanceTimersByTimeAsync(2 * dayMs);
  expect(await deleteOldRuns(store.db, new Date('2026-07-02T09:00:00Z'))).toBe(1);
  const left = await store.db.selectFrom('job_runs').select('slot').execute();
  expect(left).toEqual([{ slot: '2026-07-02' }]);
});

test('what runs at the start runs once in its slot, restarts included', async () => {
  clockAt('2026-07-01T12:00:00Z');
  const { job, ran } = recordingJob({ runsAtStart: true, greatestAgeMs: 0 });
  const store = await openTestStore();
  await start(store, [job]);
  expect(ran).toEqual([{ slot: '2026-07-01', late: false, dueAt: '2026-07-01T12:00:00.000Z' }]);
  await start(store, [job]);
  expect(ran).toHaveLength(1);
});
