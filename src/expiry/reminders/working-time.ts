import type { RemindersConfig } from '../../config/reminders.ts';
import { dateInZone, inZone } from '../../lib/times.ts';

/** When digests may go out. Pure. */

const weekdays: readonly RemindersConfig['days'][number][] = [
  'mon',
  'tue',
  'wed',
  'thu',
  'fri',
  'sat',
  'sun',
];

/** Whether the day that the calendar of `zone` shows at `at` is a working day. */
export function isWorkingDay(
  at: Date,
  zone: string,
  days: RemindersConfig['days'],
  holidays: readonly string[],
): boolean {
  const weekday = weekdays[inZone(at, zone).weekday - 1];
  return weekday !== undefined && days.includes(weekday) && !holidays.includes(dateInZone(at, zone));
}

/** Whether the clock of `zone` is between `at` and `until`. */
export function isWorkingHour(at: Date, zone: string, hours: Pick<RemindersConfig, 'at' | 'until'>): boolean {
  const { hour, minute } = inZone(at, zone);
  const now = hour * 60 + minute;
  return now >= minuteOfDay(hours.at) && now <= Math.max(minuteOfDay(hours.at), minuteOfDay(hours.until));
}

function minuteOfDay(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
}
