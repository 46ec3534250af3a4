import { describe, expect, test } from 'vitest';
import { silentLogger } from '../../src/lib/logger.ts';
import { dayMs } from '../../src/lib/times.ts';
import { type ClaimBook, createDeliveries, createMemoryBook, leaseMs } from '../../src/slack/deliveries.ts';
import { createDeliveryBook } from '../../src/slack/delivery-store.ts';
import { openTestStore } from '../helpers/store.ts';

/** A clock that only moves when told to. */
function clockAt(startMs: number) {
  let nowMs = startMs;
  return {
    now: () => new Date(nowMs),
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

const kinds: Record<string, (now: () => Date) => Promise<[ClaimBook, ClaimBook]>> = {
  // Two processes on one store.
  store: async (now) => {
    const store = await openTestStore();
    return [createDeliveryBook(store, now), createDeliveryBook(store, now)];
  },
  memory: async (now) => {
    const book = createMemoryBook(now);
    return [book, book];
  },
};

describe.each(Object.keys(kinds))('deliveries in the %s', (kind) => {
  async function setUp() {
    const clock = clockAt(1_000_000);
    const books = await kinds[kind]?.(clock.now);
    if (books === undefined) throw new Error(kind);
    const [first, second] = books.map((book) =>
      createDeliveries(book, createMemoryBook(clock.now), silentLogger),
    );
    if (first === undefined || second === undefined) throw new Error(kind);
    return { clock, first, second };
  }

  test('a retry is dropped while the first run is alive and when it is done', async () => {
    const { clock, first, second } = await setUp();
    const delivery = await first.claim('command:1');
    expect(delivery).toBeDefined();
    expect(await second.claim('command:1')).toBeUndefined();
    await delivery?.done();
    clock.advance(10 * leaseMs);
    expect(await second.claim('command:1')).toBeUndefined();
    expect(await second.claim('command:2')).toBeDefined();
  });

  test('a retry is work when the first run died', async () => {
    const { clock, first, second } = await setUp();
    await first.claim('command:1');
    clock.advance(leaseMs + 1);
    const again = await second.claim('command:1');
    expect(again).toBeDefined();
    await again?.done();
    expect(await first.claim('command:1')).toBeUndefined();
  });

  test('what was given back may come again, and the end after it changes nothing', async () => {
    const { first, second } = await setUp();
    const delivery = await first.claim('view:1');
    await delivery?.release();
    await delivery?.done();
    expect(await second.claim('view:1')).toBeDefined();
  });

  test('of many at once, one wins', async () => {
    const { first, second } = await setUp();
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 2 ? first : second).claim('command:1')),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
  });
});

test('when the store fails, memory keeps the second from being done', async () => {
  const store = await openTestStore();
  const { now } = clockAt(1_000_000);
  const deliveries = createDeliveries(createDeliveryBook(store, now), createMemoryBook(now), silentLogger);
  await store.db.schema.dropTable('slack_deliveries').execute();
  const delivery = await deliveries.claim('command:1');
  expect(delivery).toBeDefined();
  expect(await deliveries.claim('command:1')).toBeUndefined();
  await delivery?.done();
});

test('old rows go', async () => {
  const store = await openTestStore();
  const clock = clockAt(1_000_000);
  await createDeliveryBook(store, clock.now).claim('command:1', leaseMs);
  clock.advance(3 * dayMs);
  await createDeliveryBook(store, clock.now).claim('command:2', leaseMs);
  const rows = await store.db.selectFrom('slack_deliveries').select('key').execute();
  expect(rows).toEqual([{ key: 'command:2' }]);
});
