import { expect, test } from 'vitest';
import { atOnce, inPieces, type Steps } from '../../src/lib/steps.ts';

function* count(to: number, done: number[]): Steps<string> {
  for (let number = 1; number <= to; number += 1) {
    done.push(number);
    yield;
  }
  return 'counted';
}

test('at once, nothing runs between', () => {
  const done: number[] = [];
  expect(atOnce(count(3, done))).toBe('counted');
  expect(done).toEqual([1, 2, 3]);
});

test('in pieces, others run between, and it can be brought to its end at any time', async () => {
  const done: number[] = [];
  const steps = count(5, done);
  const counting = inPieces(steps, 0);
  const seen = await new Promise<number>((resolve) => setImmediate(() => resolve(done.length)));
  expect(seen).toBeLessThan(5);
  expect(await counting).toBe('counted');
  expect(done).toEqual([1, 2, 3, 4, 5]);

  const other: number[] = [];
  const begun = count(5, other);
  const rest = inPieces(begun, 0);
  atOnce(begun);
  expect(other).toEqual([1, 2, 3, 4, 5]);
  await rest;
  expect(other).toEqual([1, 2, 3, 4, 5]);
});
