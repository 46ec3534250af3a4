import { expect, test } from 'vitest';
import {
  readSnapshots,
  type SnapshotRow,
  saveSnapshots,
  snapshotRetention,
} from '../../src/reports/snapshot-store.ts';
import { openTestStore } from '../helpers/store.ts';

function row(day: string, name: string, value: number, cluster = 'prod'): SnapshotRow {
  return { day, cluster, name, value, source: 'Vault API', taken_at: Date.parse(`${day}T00:20:00Z`) };
}

test('the newest figure of a day stays, days come in order', async () => {
  const { db } = await openTestStore();
  await saveSnapshots(db, [row('2026-10-02', 'secrets', 7), row('2026-10-01', 'secrets', 5)]);
  await saveSnapshots(db, [row('2026-10-02', 'secrets', 8), row('2026-10-02', 'secrets', 1, 'test')]);
  expect(await readSnapshots(db, '2026-10-01', '2026-10-31')).toEqual([
    row('2026-10-01', 'secrets', 5),
    row('2026-10-02', 'secrets', 8),
    row('2026-10-02', 'secrets', 1, 'test'),
  ]);
  expect(await readSnapshots(db, '2026-10-03', '2026-10-31')).toEqual([]);
});

test('figures that cannot all be kept are none of them kept', async () => {
  const { db } = await openTestStore();
  const broken = { ...row('2026-10-01', 'tokens', 1), source: null as unknown as string };
  await expect(saveSnapshots(db, [row('2026-10-01', 'secrets', 5), broken])).rejects.toThrow();
  expect(await readSnapshots(db, '2026-10-01', '2026-10-31')).toEqual([]);
});

test('old days go, the day itself stays', async () => {
  const { db } = await openTestStore();
  await saveSnapshots(
    db,
    ['2026-09-30', '2026-10-01', '2026-10-02'].map((day) => row(day, 'secrets', 5)),
  );
  expect(await snapshotRetention.deleteBefore(db, new Date('2026-10-01T12:00:00Z'))).toBe(1);
  expect((await readSnapshots(db, '2000-01-01', '2999-12-31')).map(({ day }) => day)).toEqual([
    '2026-10-01',
    '2026-10-02',
  ]);
});
