import { expect, test } from 'vitest';
import { checkOutbox } from '../../src/doctor/check-outbox.ts';
import { dayMs } from '../../src/lib/times.ts';
import { outboxHealth } from '../../src/slack/outbox-health.ts';
import { addPost, never } from '../../src/slack/outbox-store.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTestStore } from '../helpers/store.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 9, minute));
const message = { text: 'x', blocks: [] };

test('counts what is not in Slack, and how long the oldest has waited', async () => {
  const store = await openTestStore();
  expect(await outboxHealth(store, at(0))).toEqual({
    counts: { waiting: 0, claimed: 0, uncertain: 0, failed: 0 },
    oldestWaitingSeconds: 0,
    troubles: [],
  });
  for (const [key, minute] of [
    ['a', 0],
    ['b', 5],
    ['c', 6],
  ] as const)
    await addPost(store.db, { key, destination: { channel: 'C0STATUS' }, message }, at(minute));
  await store.db
    .updateTable('outbox_posts')
    .set({ state: 'uncertain', reason: 'not_in_channel' })
    .where('key', '=', 'c')
    .execute();
  await store.db.updateTable('outbox_posts').set({ state: 'posted' }).where('key', '=', 'a').execute();
  expect(await outboxHealth(store, at(7))).toEqual({
    counts: { waiting: 1, claimed: 0, uncertain: 1, failed: 0 },
    oldestWaitingSeconds: 120,
    troubles: [{ state: 'uncertain', channel: 'C0STATUS', reason: 'not_in_channel', posts: 1 }],
  });

  const check = {
    ports: barePorts({ store }),
    now: at(7),
    signal: AbortSignal.timeout(1_000),
    reference: 'test',
  };
  expect(await checkOutbox.run(check)).toMatchObject([
    {
      ok: false,
      detail: expect.stringContaining('1 in doubt'),
      fix: 'C0STATUS (1): not_in_channel. The bot is not in the channel. Invite it there.',
    },
  ]);
  await store.db.deleteFrom('outbox_posts').where('key', '=', 'c').execute();
  expect(await checkOutbox.run(check)).toMatchObject([{ ok: true }]);
  expect(await checkOutbox.run({ ...check, now: at(30) })).toMatchObject([{ ok: false }]);
});

test('a post that was given up is counted for a week, one that is tried again for as long as that lasts', async () => {
  const store = await openTestStore();
  for (const key of ['given-up', 'tried-again'])
    await addPost(store.db, { key, destination: { channel: 'C0STATUS' }, message }, at(0));
  await store.db.updateTable('outbox_posts').set({ state: 'failed', reason: 'is_archived' }).execute();
  await store.db
    .updateTable('outbox_posts')
    .set({ next_attempt_at: never })
    .where('key', '=', 'given-up')
    .execute();
  expect((await outboxHealth(store, at(1))).counts.failed).toBe(2);
  expect((await outboxHealth(store, new Date(at(1).getTime() + 8 * dayMs))).counts.failed).toBe(1);
});
