import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/lib/times.ts';
import {
  daysOf,
  describeDay,
  describeMonth,
  monthOf,
  parseMonth,
  periodOf,
  shiftMonth,
} from '../../src/reports/month.ts';
import { zones } from './zones.ts';

test.each([
  ['2026-10', '2026-10'],
  ['2026-13', undefined],
  ['2026-00', undefined],
  ['2026-1', undefined],
  ['1026-10', undefined],
  ['2026-10-01', undefined],
  ['', undefined],
])('%s is read as %s', (text, expected) => {
  expect(parseMonth(text)).toBe(expected);
});

test.each([
  ['2026-10', -1, '2026-09'],
  ['2026-01', -1, '2025-12'],
  ['2026-12', 1, '2027-01'],
  ['2026-03', -15, '2024-12'],
])('%s shifted by %i is %s', (month, by, expected) => {
  expect(shiftMonth(month, by)).toBe(expected);
});

test('a month begins at midnight of the zone, summer time or not', () => {
  expect(periodOf('2026-10', 'Europe/Prague')).toEqual({
    from: new Date('2026-09-30T22:00:00Z'),
    to: new Date('2026-10-31T23:00:00Z'),
  });
});

test('days and names', () => {
  expect(daysOf('2028-02')).toHaveLength(29);
  expect(daysOf('2026-10').at(-1)).toBe('2026-10-31');
  expect(describeMonth('2026-10')).toBe('October 2026');
  expect(describeDay('2026-10-04')).toBe('4 October');
});

describe('in every zone', () => {
  const month = fc
    .tuple(fc.integer({ min: 2000, max: 2100 }), fc.integer({ min: 1, max: 12 }))
    .map(([year, number]) => `${year}-${String(number).padStart(2, '0')}`);

  test('months follow each other without a gap, and every instant lies in its own', () => {
    fc.assert(
      fc.property(
        month,
        fc.constantFrom(...zones),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (one, zone, share) => {
          const { from, to } = periodOf(one, zone);
          expect(periodOf(shiftMonth(one, 1), zone).from).toEqual(to);
          const inside = new Date(from.getTime() + Math.floor(share * (to.getTime() - from.getTime() - 1)));
          expect(monthOf(inside, zone)).toBe(one);
          expect(Math.abs((to.getTime() - from.getTime()) / dayMs - daysOf(one).length)).toBeLessThan(0.1);
        },
      ),
    );
  });

  test('a shift and the shift back are nothing', () => {
    fc.assert(
      fc.property(month, fc.integer({ min: -500, max: 500 }), (one, by) => {
        expect(shiftMonth(shiftMonth(one, by), -by)).toBe(one);
      }),
    );
  });
});
