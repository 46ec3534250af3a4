import fc from 'fast-check';
import { expect, test } from 'vitest';
import { growthOf, type Point } from '../../src/reports/counter-growth.ts';

const stepMs = 900_000;
const from = new Date('2026-10-01T00:00:00Z');

/** One value a step from `from` on; `undefined`: no series at that step. */
function points(values: readonly (number | undefined)[]): Point[] {
  return values.flatMap((value, index) =>
    value === undefined ? [] : [{ at: new Date(from.getTime() + index * stepMs), value }],
  );
}

function total(counter: (number | undefined)[], starts: (number | undefined)[]): number {
  return growthOf(points(counter), points(starts), from).reduce((sum, { amount }) => sum + amount, 0);
}

const longAgo = from.getTime() / 1000 - 86_400;
const within = from.getTime() / 1000 + 60;

test.each([
  ['plain growth', [10, 15, 15, 30], [longAgo, longAgo, longAgo, longAgo], 20],
  ['a restart to a lower value', [10, 15, 3, 5], [longAgo, longAgo, within, within], 10],
  ['a restart that has overtaken the old value', [10, 40], [longAgo, within], 40],
  ['a clock corrected by a second is no restart', [10, 40], [longAgo, longAgo + 1], 30],
  ['a counter born while it was watched', [undefined, 4, 4], [longAgo, longAgo, longAgo], 4],
  ['a process born within the range', [undefined, 7, 9], [undefined, within, within], 9],
  [
    'an old process first seen late: what it counted before is unknown',
    [undefined, 70, 75],
    [undefined, longAgo, longAgo],
    5,
  ],
  ['forgotten and born again at the same value', [1, undefined, 1], [longAgo, longAgo, longAgo], 1],
  ['a gap in which nobody watched', [10, undefined, 30], [longAgo, undefined, longAgo], 20],
  ['nothing', [], [], 0],
  ['without start times, the first value is unknown', [undefined, 10, 12], [], 2],
])('%s', (_name, counter, starts, expected) => {
  expect(total(counter, starts)).toBe(expected);
});

test('whatever restarts and gaps there are: exact without a restart, never too much, never negative', () => {
  const step = fc.record({
    done: fc.integer({ min: 0, max: 50 }),
    restart: fc.boolean(),
    watched: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, withRestarts) => {
      let value = 100;
      let start = longAgo;
      const counter: (number | undefined)[] = [value];
      const starts: (number | undefined)[] = [start];
      let truth = 0;
      let seenTruth = 0;
      steps.forEach(({ done, restart, watched }, index) => {
        if (withRestarts && restart) {
          value = 0;
          start = from.getTime() / 1000 + (index + 1) * 900;
        }
        value += done;
        truth += done;
        counter.push(watched ? value : undefined);
        starts.push(watched ? start : undefined);
        if (watched) seenTruth = truth;
      });
      const found = growthOf(points(counter), points(starts), from);
      const sum = found.reduce((left, { amount }) => left + amount, 0);
      expect(found.every(({ amount }) => amount >= 0)).toBe(true);
      if (withRestarts) expect(sum).toBeLessThanOrEqual(truth);
      else expect(sum).toBe(seenTruth);
    }),
  );
});
