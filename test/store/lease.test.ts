import { expect, test } from 'vitest';
import { createOwner, leasesOf } from '../../src/store/lease.ts';
import type { Store } from '../../src/store/store.ts';
import { freeRun } from '../helpers/free-run.ts';
import { openTestStore } from '../helpers/store.ts';

const key = { job: 'report', slot: '2026-10' };
const row = { ...key, ...freeRun };

async function leased(): Promise<Store> {
  const store = await openTestStore();
  await store.db.insertInto('job_runs').values(row).execute();
  return store;
}

function claimOf(owner: string, nowMs: number) {
  return { owner, nowMs, leaseMs: 100 };
}

test('of twenty claimants one gets the row', async () => {
  const leases = leasesOf((await leased()).db, 'job_runs');
  const got = await Promise.all(
    Array.from({ length: 20 }, (_, index) => leases.claim(key, claimOf(`owner-${index}`, 1_000))),
  );
  const winners = got.filter((claimed) => claimed !== undefined);
  expect(winners).toHaveLength(1);
  expect(winners[0]).toMatchObject({ ...key, lease_until: 1_100 });
});

test('a lease holds until it runs out, and then another may take the row', async () => {
  const leases = leasesOf((await leased()).db, 'job_runs');
  expect(await leases.claim(key, claimOf('first', 1_000))).toBeDefined();
  expect(await leases.claim(key, claimOf('second', 1_099))).toBeUndefined();
  expect(await leases.claim(key, claimOf('second', 1_100))).toMatchObject({ lease_owner: 'second' });
});

test('a renewed lease holds longer; a lost one can be neither renewed nor finished', async () => {
  const leases = leasesOf((await leased()).db, 'job_runs');
  await leases.claim(key, claimOf('first', 1_000));
  expect(await leases.renew(key, claimOf('first', 1_090))).toBe(true);
  expect(await leases.claim(key, claimOf('second', 1_150))).toBeUndefined();
  expect(await leases.claim(key, claimOf('second', 1_190))).toBeDefined();
  expect(await leases.renew(key, claimOf('first', 1_191))).toBe(false);
  expect(await leases.finish(key, 'first', { state: 'done' })).toBe(false);
});

test('finishing writes the outcome and frees the row; a row in another state is not claimed', async () => {
  const store = await leased();
  const leases = leasesOf(store.db, 'job_runs');
  await leases.claim({ ...key, state: 'waiting' }, claimOf('first', 1_000), { state: 'running' });
  expect(await leases.finish(key, 'first', { state: 'done', finished_at: 1_050 })).toBe(true);
  expect(await store.db.selectFrom('job_runs').selectAll().executeTakeFirst()).toEqual({
    ...row,
    state: 'done',
    finished_at: 1_050,
  });
  expect(await leases.claim({ ...key, state: 'waiting' }, claimOf('second', 9_000))).toBeUndefined();
});

test('no two owners have one name', () => {
  expect(createOwner()).not.toBe(createOwner());
});
