import { expect, test } from 'vitest';
import { itemsUnder } from '../../src/expiry/items-under.ts';
import { saveScan } from '../../src/expiry/save-scan.ts';
import { openTestStore } from '../helpers/store.ts';
import { now } from './lay-out.ts';
import { item, scanOf } from './sample.ts';

test('what somebody may see is found behind thousands that they may not, and the rest is counted', async () => {
  const { db } = await openTestStore();
  const others = Array.from({ length: 4_100 }, (_, at) =>
    item(1 + Math.floor(at / 50), { path: `p-${at}`, owner: 'S0OTHER' }),
  );
  const own = [99, 98, 97].map((days) => item(days, { owner: 'U0DEV' }));
  await saveScan(db, scanOf([...others, ...own]), now);
  const under = { cluster: 'prod', namespace: '', mount: 'kv/', path: '' };
  const maySee = (owner: string | undefined): boolean => owner === 'U0DEV';
  const found = await itemsUnder(db, under, { maySee, most: 2 });
  expect(found.items.map(({ name }) => name)).toEqual(['key-97', 'key-98']);
  expect(found.more).toBe(1);
  const all = await itemsUnder(db, under, { maySee: () => true, most: 20 });
  expect([all.items.length, all.more]).toEqual([20, 4_083]);
});
