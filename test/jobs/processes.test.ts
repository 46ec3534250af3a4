import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { registerJob } from '../../src/jobs/job-store.ts';
import { startProgram } from '../helpers/child-program.ts';
import { openTempStore } from '../helpers/store.ts';

const installedAt = new Date('2026-11-01T00:00:00Z');
const sevenDays = ['10', '11', '12', '13', '14', '15', '16'].map((day) => `2026-11-${day}`);

async function storeWithMissedSlots() {
  const temp = await openTempStore();
  onTestFinished(() => temp.end());
  await registerJob(temp.store.db, 'daily', installedAt);
  const log = join(temp.file, '..', 'runs.log');
  return { ...temp, log, linesOf: () => readFileSync(log, 'utf8').trim().split('\n') };
}

test('three processes that start at once catch up every missed slot once', async () => {
  const { file, log, linesOf } = await storeWithMissedSlots();
  const children = [1, 2, 3].map(() => startProgram('./job-child.ts', [file, log, '2026-11-16T12:00:00Z']));
  await Promise.all(children.map((child) => child.said('ready')));
  for (const child of children) child.tell('go');
  expect(await Promise.all(children.map((child) => child.ended()))).toEqual([0, 0, 0]);
  expect(linesOf().toSorted()).toEqual(sevenDays);

  const later = startProgram('./job-child.ts', [file, log, '2026-11-16T13:00:00Z']);
  later.tell('go');
  expect(await later.ended()).toBe(0);
  expect(linesOf()).toHaveLength(7);
});

test('a run whose process was killed is taken up when its lease has run out, and not before', async () => {
  const { store, file, log, linesOf } = await storeWithMissedSlots();
  const hanging = startProgram('./job-child.ts', [file, log, '2026-11-10T09:00:10Z', 'hang']);
  hanging.tell('go');
  await hanging.said('running');
  hanging.process.kill('SIGKILL');
  await hanging.ended();
  const before = linesOf();

  const tooEarly = startProgram('./job-child.ts', [file, log, '2026-11-10T09:01:09Z']);
  tooEarly.tell('go');
  expect(await tooEarly.ended()).toBe(0);
  expect(linesOf()).toEqual(before);

  const next = startProgram('./job-child.ts', [file, log, '2026-11-10T09:01:11Z']);
  next.tell('go');
  expect(await next.ended()).toBe(0);
  expect(linesOf()).toHaveLength(before.length + 7);
  const open = await store.db.selectFrom('job_runs').select('slot').where('state', '!=', 'done').execute();
  expect(open).toEqual([]);
});
