import { expect, test } from 'vitest';
import { checkOutbox } from '../../src/doctor/check-outbox.ts';
import { outboxHealth } from '../../src/slack/outbox-health.ts';
import { addPost } from '../../src/slack/outbox-store.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTestStore } from '../helpers/store.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 9, minute));
const message = { text: 'x', blocks: [] };

test('counts what is not in Slack, and how long the oldest has waited', async () => {
  const store = await openTestStore();
  expect(await outboxHealth(store, at(0))).toEqual({
    counts: { waiting: 0, claimed: 0, uncertain: 0, failed: 0 },
    oldestWaitingSeconds: 0,
  });
  for (const [key, minute] of [
    ['a', 0],
    ['b', 5],
    ['c', 6],
  ] as const)
    await addPost(store.db, { key, destination: { channel: 'C0STATUS' }, message }, at(minute));
  await store.db.updateTable('outbox_posts').set({ state: 'uncertain' }).where('key', '=', 'c').execute();
  await store.db.updateTable('outbox_posts').set({ state: 'posted' }).where('key', '=', 'a').execute();
  expect(await outboxHealth(store, at(7))).toEqual({
    counts: { waiting: 1, claimed: 0, uncertain: 1, failed: 0 },
    oldestWaitingSeconds: 120,
  });

  const check = { ports: barePorts({ store }), now: at(7), signal: AbortSignal.timeout(1_000) };
  expect(await checkOutbox.run(check)).toMatchObject([
    { ok: false, detail: expect.stringContaining('1 in doubt') },
  ]);
  await store.db.deleteFrom('outbox_posts').where('key', '=', 'c').execute();
  expect(await checkOutbox.run(check)).toMatchObject([{ ok: true }]);
  expect(await checkOutbox.run({ ...check, now: at(30) })).toMatchObject([{ ok: false }]);
});
