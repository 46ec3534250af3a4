import { beforeEach, describe, expect, test } from 'vitest';
import { mayMove, requestStates, statesBefore } from '../../src/onboarding/onboarding-request.ts';
import {
  countOutcomes,
  decide,
  endRequest,
  findRequest,
  markReminded,
  markShown,
  putBeforeApprovers,
  requestRetention,
  requestsIn,
  submitRequest,
  unshownRequests,
} from '../../src/onboarding/request-store.ts';
import {
  claimRun,
  finishRun,
  keepRun,
  pauseRun,
  runLeaseMs,
  runsToDo,
} from '../../src/onboarding/run-store.ts';
import type { Store } from '../../src/store/store.ts';
import { openTestStore } from '../helpers/store.ts';

const at = new Date('2026-11-22T09:00:00Z');
const wish = {
  id: 'r1',
  viewId: 'V1',
  cluster: 'main',
  area: 'payments/',
  namespace: 'payments',
  group: 'devs',
  requester: 'U1',
};
const plan = {
  plan: [{ action: 'create-namespace', path: 'sys/namespaces/payments', body: { a: 1 } } as const],
  warnings: ['look'],
};
let store: Store;
beforeEach(async () => {
  store = await openTestStore();
});

async function pending() {
  const { request } = await submitRequest(store, wish, at);
  await putBeforeApprovers(store, request, plan, at);
}

async function approved() {
  await pending();
  await decide(store, { id: 'r1', verdict: 'approved', planVersion: 1, by: 'U2', at });
}

async function events(): Promise<string[]> {
  const rows = await store.db.selectFrom('onboarding_events').selectAll().orderBy('revision').execute();
  return rows.map(({ state, actor, detail }) => [state, actor, detail].filter(Boolean).join(' '));
}

test('a submission is stored once, however often it arrives', async () => {
  expect((await submitRequest(store, wish, at)).outcome).toBe('stored');
  expect((await submitRequest(store, { ...wish, id: 'r2' }, at)).outcome).toBe('known');
  expect(await requestsIn(store, ['submitted'])).toHaveLength(1);
});

test('while a request is open nobody else can ask for the same place, afterwards anybody can', async () => {
  await pending();
  const other = { ...wish, id: 'r2', viewId: 'V2', requester: 'U9' };
  expect(await submitRequest(store, other, at)).toMatchObject({
    outcome: 'taken',
    request: { requester: 'U1' },
  });
  await endRequest(store, { id: 'r1', to: 'withdrawn', by: 'U1', at });
  expect((await submitRequest(store, other, at)).outcome).toBe('stored');
});

test('two approvers at once: one wins, the other is told who', async () => {
  await pending();
  const answers = await Promise.all(
    ['U2', 'U3'].map((by) => decide(store, { id: 'r1', verdict: 'approved', planVersion: 1, by, at })),
  );
  const [winner] = answers.filter(({ changed }) => changed);
  const [loser] = answers.filter(({ changed }) => !changed);
  expect(winner?.request?.decision?.by).toMatch(/^U[23]$/);
  expect(loser?.request?.decision?.by).toBe(winner?.request?.decision?.by);
  expect(winner?.request?.decision?.planHash).toBe(winner?.request?.planHash);
});

test('approve and deny at once: one of them', async () => {
  await pending();
  const [yes, no] = await Promise.all([
    decide(store, { id: 'r1', verdict: 'approved', planVersion: 1, by: 'U2', at }),
    decide(store, { id: 'r1', verdict: 'denied', planVersion: 1, by: 'U3', at, reason: 'no' }),
  ]);
  expect([yes.changed, no.changed].filter(Boolean)).toHaveLength(1);
});

test('an old button approves nothing: the plan has another version by now', async () => {
  await pending();
  expect(await decide(store, { id: 'r1', verdict: 'approved', planVersion: 0, by: 'U2', at })).toMatchObject({
    changed: false,
    request: { state: 'pending', planVersion: 1 },
  });
});

describe('decided is decided', () => {
  test.each(['denied', 'withdrawn', 'expired'] as const)('%s cannot be approved', async (to) => {
    await pending();
    if (to === 'denied') await decide(store, { id: 'r1', verdict: to, planVersion: 1, by: 'U2', at });
    else await endRequest(store, { id: 'r1', to, by: 'U1', at });
    const late = await decide(store, { id: 'r1', verdict: 'approved', planVersion: 1, by: 'U3', at });
    expect(late).toMatchObject({ changed: false, request: { state: to } });
  });

  test('an approved request cannot be withdrawn', async () => {
    await approved();
    expect((await endRequest(store, { id: 'r1', to: 'withdrawn', by: 'U1', at })).changed).toBe(false);
  });

  test('what failed before anybody approved it cannot be approved', async () => {
    const { request } = await submitRequest(store, wish, at);
    await endRequest(store, { id: request.id, to: 'failed', by: 'steward', at, why: 'taken' });
    const late = await decide(store, { id: 'r1', verdict: 'approved', planVersion: 0, by: 'U3', at });
    expect(late.changed).toBe(false);
  });
});

describe('a run', () => {
  const claim = { owner: 'a', nowMs: at.getTime() };
  const later = at.getTime() + runLeaseMs + 1;

  test('belongs to one process, until its lease runs out', async () => {
    await approved();
    const claims = await Promise.all(
      ['a', 'b', 'c'].map((owner) => claimRun(store, 'r1', { ...claim, owner })),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await runsToDo(store, claim.nowMs)).toEqual([]);
    expect(await runsToDo(store, later)).toEqual(['r1']);
    expect((await claimRun(store, 'r1', { owner: 'z', nowMs: later }))?.state).toBe('running');
    expect(await keepRun(store, 'r1', claim, 3)).toBe(false);
    const late = await finishRun(store, 'r1', 'a', at, { state: 'failed', why: 'late' });
    expect(late).toMatchObject({ changed: false, request: { state: 'running' } });
  });

  test('that is not approved is not there', async () => {
    await pending();
    expect(await runsToDo(store, later)).toEqual([]);
    expect(await claimRun(store, 'r1', claim)).toBeUndefined();
  });

  test('waits for its next attempt after a passing failure, and shows why', async () => {
    await approved();
    const request = await claimRun(store, 'r1', claim);
    if (!request) throw new Error('not claimed');
    await pauseRun(store, request, 'a', { nextAttemptAt: new Date(later), why: 'Vault is sealed.' });
    expect(await runsToDo(store, claim.nowMs)).toEqual([]);
    expect(await runsToDo(store, later)).toEqual(['r1']);
    expect((await unshownRequests(store))[0]).toMatchObject({
      failure: 'Vault is sealed.',
      run: { attempts: 1 },
    });
  });

  test('that failed can be approved once more, by name', async () => {
    await approved();
    await claimRun(store, 'r1', claim);
    await finishRun(store, 'r1', 'a', at, { state: 'failed', why: 'denied' });
    const again = await decide(store, { id: 'r1', verdict: 'approved', planVersion: 1, by: 'U5', at });
    expect(again).toMatchObject({ changed: true, request: { state: 'approved', decision: { by: 'U5' } } });
    expect(await events()).toEqual([
      'submitted U1',
      'pending steward',
      'approved U2',
      'running steward',
      'failed steward denied',
      'approved U5',
    ]);
  });

  test('that failed stays closed when somebody else has asked for the place since', async () => {
    await approved();
    await claimRun(store, 'r1', claim);
    await finishRun(store, 'r1', 'a', at, { state: 'failed', why: 'denied' });
    await submitRequest(store, { ...wish, id: 'r2', viewId: 'V2' }, at);
    const again = await decide(store, { id: 'r1', verdict: 'approved', planVersion: 1, by: 'U5', at });
    expect(again).toMatchObject({ changed: false, request: { state: 'failed' } });
  });
});

test('a reminder goes out once', async () => {
  await pending();
  expect(await Promise.all([markReminded(store, 'r1', at), markReminded(store, 'r1', at)])).toEqual([
    true,
    false,
  ]);
});

test('what Slack does not show yet is known', async () => {
  await pending();
  const [unshown] = await unshownRequests(store);
  if (!unshown) throw new Error('nothing');
  await markShown(store, unshown);
  expect(await unshownRequests(store)).toEqual([]);
  await decide(store, { id: 'r1', verdict: 'denied', planVersion: 1, by: 'U2', at, reason: 'no' });
  await markShown(store, unshown);
  expect(await unshownRequests(store)).toHaveLength(1);
});

test('the plan comes back as it was stored', async () => {
  await pending();
  expect(await findRequest(store, 'r1')).toMatchObject({ ...plan, planVersion: 1, state: 'pending' });
  expect(await findRequest(store, 'nobody')).toBeUndefined();
});

test('every state but the last ones leads on, and only the first comes from nowhere', () => {
  const ends = requestStates.filter((from) => requestStates.every((to) => !mayMove(from, to)));
  expect(ends).toEqual(['done', 'denied', 'withdrawn', 'expired']);
  expect(requestStates.filter((to) => statesBefore(to).length === 0)).toEqual(['submitted']);
});

test('retention takes what is over and old, with its events, and nothing that is open', async () => {
  await pending();
  const old = { ...wish, id: 'r2', viewId: 'V2', area: 'maps/' };
  await submitRequest(store, old, at);
  await endRequest(store, { id: 'r2', to: 'withdrawn', by: 'U1', at });
  const later = new Date(at.getTime() + 1);
  expect(await requestRetention.deleteBefore(store.db, at)).toBe(0);
  expect(await requestRetention.deleteBefore(store.db, later)).toBe(1);
  expect(await events()).toEqual(['submitted U1', 'pending steward']);
});

test('a report counts what was done and denied in its month', async () => {
  await pending();
  await decide(store, { id: 'r1', verdict: 'denied', planVersion: 1, by: 'U2', at, reason: 'no' });
  const to = new Date(at.getTime() + 1);
  expect(await countOutcomes(store, { from: at, to })).toEqual({ done: 0, denied: 1 });
  expect(await countOutcomes(store, { from: new Date(0), to: at })).toEqual({ done: 0, denied: 0 });
});
