import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateInZone, fromZone, hourMs, inZone } from '../../src/lib/times.ts';
import { daysOf } from '../../src/reports/month.ts';
import { isFirstWorkingDay } from '../../src/reports/working-day.ts';
import { zones } from './zones.ts';

test.each([
  // November 2026 begins on a Sunday.
  ['2026-11-01', [], false],
  ['2026-11-02', [], true],
  ['2026-11-03', [], false],
  ['2026-11-02', ['2026-11-02'], false],
  ['2026-11-03', ['2026-11-02'], true],
  ['2026-11-04', ['2026-11-02'], false],
  // A holiday of another month, or on a weekend, changes nothing.
  ['2026-11-02', ['2026-10-02', '2026-11-01'], true],
  ['2026-10-01', [], true],
  ['2026-10-02', [], false],
  // Friday 1 January is a holiday, then comes the weekend.
  ['2027-01-01', ['2027-01-01'], false],
  ['2027-01-04', ['2027-01-01'], true],
  ['2027-01-05', ['2027-01-01'], false],
])('%s with holidays %j: %s', (date, holidays, expected) => {
  expect(isFirstWorkingDay(new Date(`${date}T09:00:00Z`), 'UTC', holidays)).toBe(expected);
});

test('the day is that of the zone', () => {
  // Already Monday 2 November in Auckland, still Sunday in New York.
  const at = new Date('2026-11-01T20:00:00Z');
  expect(isFirstWorkingDay(at, 'Pacific/Auckland', [])).toBe(true);
  expect(isFirstWorkingDay(at, 'America/New_York', [])).toBe(false);
});

test('every month has exactly one, a working day with none before it, at whatever hour one asks', () => {
  const months = fc
    .tuple(fc.integer({ min: 2020, max: 2040 }), fc.integer({ min: 1, max: 12 }))
    .map(([year, month]) => `${year}-${String(month).padStart(2, '0')}`);
  fc.assert(
    fc.property(
      months,
      fc.constantFrom(...zones),
      fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 8 }),
      fc.integer({ min: 0, max: 23 }),
      (month, zone, holidayDays, hour) => {
        const holidays = holidayDays.map((day) => `${month}-${String(day).padStart(2, '0')}`);
        const firsts = daysOf(month).filter((date) => {
          const [year = 0, number = 0, day = 0] = date.split('-').map(Number);
          const at = fromZone({ year, month: number, day, hour }, zone);
          return isFirstWorkingDay(at, zone, holidays);
        });
        expect(firsts).toHaveLength(1);
        expect(holidays).not.toContain(firsts[0]);
        const before = daysOf(month).filter((date) => date < (firsts[0] ?? ''));
        for (const date of before)
          expect(isWeekend(date) || holidays.includes(date), `${date} before ${firsts[0]}`).toBe(true);
      },
    ),
  );
});

test('all hours of one local day give one answer, also when the clock changes', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
      fc.constantFrom(...zones),
      (at, zone) => {
        const later = new Date(at.getTime() + hourMs);
        if (dateInZone(at, zone) !== dateInZone(later, zone)) return;
        expect(isFirstWorkingDay(at, zone, [])).toBe(isFirstWorkingDay(later, zone, []));
        if (isFirstWorkingDay(at, zone, [])) expect(inZone(at, zone).weekday).toBeLessThan(6);
      },
    ),
  );
});

function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
}
