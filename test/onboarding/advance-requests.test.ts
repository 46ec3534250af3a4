import { beforeEach, expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { createClusters } from '../../src/core/inventory/create-clusters.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { dayMs, hourMs } from '../../src/lib/times.ts';
import { advanceRequests, tidyRequests } from '../../src/onboarding/advance-requests.ts';
import { type Desk, openDesk } from '../../src/onboarding/desk.ts';
import { onboardingJobs } from '../../src/onboarding/onboarding-jobs.ts';
import { makePlan } from '../../src/onboarding/onboarding-plan.ts';
import {
  decide,
  findRequest,
  putBeforeApprovers,
  submitRequest,
} from '../../src/onboarding/request-store.ts';
import type { Ports } from '../../src/ports.ts';
import { createOutbox } from '../../src/slack/outbox.ts';
import type { Store } from '../../src/store/store.ts';
import { openTestStore } from '../helpers/store.ts';
import { openSurroundings } from './helpers/surroundings.ts';

const start = new Date('2026-11-22T09:00:00Z');
let now = start;
let store: Store;
let desk: Desk;
let ports: Ports;

beforeEach(async () => {
  now = start;
  store = await openTestStore();
  const config = parseConfig({
    clusters: [{ name: 'main', address: 'http://127.0.0.1:9' }],
    channels: { approvals: 'C0APPROVALS' },
    onboarding: { cluster: 'main', groups: { mount: 'oidc' }, remindAfter: '12h', expireAfter: '3d' },
  });
  // Never started: what it would post stays in its table, which is what these tests read.
  const outbox = createOutbox({
    store,
    environment: { slackBotToken: 'xoxb-none', slackApiUrl: 'http://127.0.0.1:9/api/' },
    log: silentLogger,
    now: () => now,
  });
  ports = {
    config,
    log: silentLogger,
    now: () => now,
    clusters: createClusters(config, readEnvironment({ VAULT_TOKEN: 'none' }), silentLogger, () => now),
    store,
    outbox,
  };
  desk = openDesk(ports);
});

async function pending(id = 'r1', namespace = 'payments') {
  const { request } = await submitRequest(
    store,
    { id, viewId: id, cluster: 'main', area: `${namespace}/`, namespace, group: 'devs', requester: 'U0DANA' },
    now,
  );
  const wish = { namespace, group: 'devs', requester: 'U0DANA', request: id };
  await putBeforeApprovers(store, request, makePlan(wish, desk.config, openSurroundings), now);
}

async function posts(): Promise<Record<string, string>> {
  const rows = await store.db.selectFrom('outbox_posts').selectAll().orderBy('key').execute();
  return Object.fromEntries(rows.map((row) => [row.key, row.message]));
}

test('what a kill left unshown is posted once, to approvers and requester', async () => {
  await pending();
  await advanceRequests(desk);
  await advanceRequests(desk);
  const all = await posts();
  expect(Object.keys(all)).toEqual(['onboarding:r1:approval', 'onboarding:r1:requester']);
  expect(all['onboarding:r1:approval']).toContain('onboarding:approve/1');
});

test('after the decision the buttons are gone, and who it was stands there', async () => {
  await pending();
  await advanceRequests(desk);
  await decide(store, {
    id: 'r1',
    verdict: 'denied',
    planVersion: 1,
    by: 'U0OMAR',
    at: now,
    reason: 'no need',
  });
  await advanceRequests(desk);
  const all = await posts();
  expect(all['onboarding:r1:approval']).toMatch(/Denied by <@U0OMAR>/);
  expect(all['onboarding:r1:approval']).not.toContain('"button"');
  expect(all['onboarding:r1:requester']).not.toContain('"button"');
  expect(Object.keys(all).filter((key) => key.includes('denied'))).toHaveLength(1);
});

test('approvers are reminded once, in the thread', async () => {
  await pending();
  await tidyRequests(desk);
  expect(Object.keys(await posts())).toEqual([]);
  now = new Date(start.getTime() + 12 * hourMs);
  await tidyRequests(desk);
  await tidyRequests(desk);
  expect(Object.keys(await posts())).toEqual(['onboarding:r1:reminder:1']);
  const row = await store.db.selectFrom('outbox_posts').select('thread_of').executeTakeFirst();
  expect(row?.thread_of).toBe('onboarding:r1:approval');
});

test('a request that nobody answers is closed, and the requester is told', async () => {
  await pending();
  now = new Date(start.getTime() + 3 * dayMs - 1);
  await tidyRequests(desk);
  expect((await findRequest(store, 'r1'))?.state).toBe('pending');
  now = new Date(start.getTime() + 3 * dayMs);
  await tidyRequests(desk);
  expect((await findRequest(store, 'r1'))?.state).toBe('expired');
  const all = await posts();
  expect(Object.entries(all).find(([key]) => key.includes('expired'))?.[1]).toContain('Nobody decided');
  expect(all['onboarding:r1:approval']).not.toContain('"button"');
});

test('an approved request waits, without an error, while no writing login is configured', async () => {
  await pending();
  await decide(store, { id: 'r1', verdict: 'approved', planVersion: 1, by: 'U0OMAR', at: now });
  await advanceRequests(desk);
  expect((await findRequest(store, 'r1'))?.state).toBe('approved');
});

test('the jobs have no slots, and do nothing, where onboarding is off', async () => {
  const off = parseConfig({});
  for (const job of onboardingJobs) {
    expect(job.slot(now, off)).toBeUndefined();
    const context = {
      ports: { ...ports, config: off },
      log: silentLogger,
      now,
      signal: new AbortController().signal,
      late: false,
      dueAt: now,
    };
    await job.run('any', context);
  }
  expect(await posts()).toEqual({});
});

test.each<[string, Partial<Record<'onboarding' | 'channels', unknown>>, RegExp]>([
  ['no section', { onboarding: undefined }, /not switched on/],
  ['no channel', { channels: {} }, /channels\.approvals/],
])('%s: said in words', (_, change, text) => {
  const config = { ...ports.config, ...change } as Ports['config'];
  expect(() => openDesk({ ...ports, config })).toThrow(text);
});
