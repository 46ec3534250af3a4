import { fromZone, inZone } from '../lib/times.ts';

/** A calendar month, `2026-10`. Sorts as text. */
export type Month = string;

/** From (included) to (excluded), as instants. */
export interface Period {
  from: Date;
  to: Date;
}

const names = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Reads `2026-10`; undefined when it is no month of the years 2000 to 2999. */
export function parseMonth(text: string): Month | undefined {
  return /^2\d{3}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined;
}

/** The month that the calendar of `zone` shows at an instant. */
export function monthOf(at: Date, zone: string): Month {
  const { year, month } = inZone(at, zone);
  return toMonth(year, month);
}

/** `-1` the month before, `1` the month after. */
export function shiftMonth(month: Month, by: number): Month {
  const { year, month: number } = partsOf(month);
  const shifted = new Date(Date.UTC(year, number - 1 + by, 1));
  return toMonth(shifted.getUTCFullYear(), shifted.getUTCMonth() + 1);
}

/** The instants between which the calendar of `zone` shows the month. */
export function periodOf(month: Month, zone: string): Period {
  const start = (of: Month): Date => fromZone({ ...partsOf(of), day: 1 }, zone);
  return { from: start(month), to: start(shiftMonth(month, 1)) };
}

/** All days of the month, `2026-10-01` first. */
export function daysOf(month: Month): string[] {
  const { year, month: number } = partsOf(month);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`);
}

/** `October 2026`. */
export function describeMonth(month: Month): string {
  return `${monthName(month)} ${partsOf(month).year}`;
}

/** `October`: where the year is clear. */
export function monthName(month: Month): string {
  return names[partsOf(month).month - 1] ?? month;
}

/** `4 October` for `2026-10-04`. */
export function describeDay(day: string): string {
  return `${Number(day.slice(8, 10))} ${monthName(day.slice(0, 7))}`;
}

function partsOf(month: Month): { year: number; month: number } {
  return { year: Number(month.slice(0, 4)), month: Number(month.slice(5, 7)) };
}

function toMonth(year: number, month: number): Month {
  return `${year}-${String(month).padStart(2, '0')}`;
}
