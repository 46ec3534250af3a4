import { dateInZone, inZone } from '../lib/times.ts';

/**
 * True when the day that the calendar of `zone` shows at `at` is the first of its month that is neither Saturday,
 * Sunday nor a holiday (`2026-01-01`). Cron cannot say that: its day of month and day of week mean "or".
 */
export function isFirstWorkingDay(at: Date, zone: string, holidays: readonly string[]): boolean {
  const today = dateInZone(at, zone);
  const { day } = inZone(at, zone);
  const firstWorkingDay = Array.from({ length: day }, (_, index) => dayOfSameMonth(today, index + 1)).find(
    (date) => isWorkingDay(date, holidays),
  );
  return firstWorkingDay === today;
}

function isWorkingDay(date: string, holidays: readonly string[]): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.includes(date);
}

function dayOfSameMonth(date: string, day: number): string {
  return `${date.slice(0, 8)}${String(day).padStart(2, '0')}`;
}
