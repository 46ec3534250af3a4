import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FeatureLog } from '../../src/faq/feature-log.ts';
import { PairTable } from '../../src/faq/pair-table.ts';

const number = fc.integer({ min: 0, max: 2 ** 31 - 2 });
const pairs = fc.array(fc.tuple(fc.oneof(fc.nat(40), number), fc.oneof(fc.nat(40), number), number), {
  maxLength: 3_000,
  size: 'max',
});

test('a table of pairs keeps what a Map of pairs keeps', () => {
  fc.assert(
    fc.property(pairs, (given) => {
      const table = new PairTable();
      const map = new Map<string, number>();
      for (const [first, second, value] of given) {
        table.set(first, second, value);
        map.set(`${first} ${second}`, value);
      }
      for (const [first, second] of given)
        expect(table.get(first, second)).toBe(map.get(`${first} ${second}`));
      for (const [first, second] of given)
        expect(table.get(second, first)).toBe(map.get(`${second} ${first}`));
    }),
    { numRuns: 30 },
  );
});

test('pairs that are near each other find each its own', () => {
  const table = new PairTable();
  for (let first = 0; first < 200; first += 1)
    for (let second = 0; second < 200; second += 1) table.set(first, second, first * 200 + second);
  for (let first = 0; first < 200; first += 1)
    for (let second = 0; second < 200; second += 1)
      if (table.get(first, second) !== first * 200 + second) throw new Error(`${first} ${second}`);
  expect(table.get(200, 0)).toBeUndefined();
});

test('a log of features gives back each text as it was added', () => {
  const text = fc.uniqueArray(fc.nat(50), { maxLength: 40 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 300 }), (texts) => {
      const log = new FeatureLog();
      for (const ids of texts) log.add({ ids, weights: ids.map((id) => id / 2), length: ids.length });
      expect(log.count).toBe(texts.length);
      expect(log.length).toBe(texts.flat().length);
      texts.forEach((ids, at) => {
        const [from, to] = [log.startOf(at), log.endOf(at)];
        expect([...log.ids.subarray(from, to)]).toEqual(ids);
        expect([...log.weights.subarray(from, to)]).toEqual(ids.map((id) => id / 2));
      });
      const uses = log.countUses(51);
      for (const id of [0, 25, 50]) expect(uses[id]).toBe(texts.filter((ids) => ids.includes(id)).length);
    }),
    { numRuns: 50 },
  );
});
