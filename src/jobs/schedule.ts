import { parse } from 'node-cron';
import { inZone, minuteMs } from '../lib/times.ts';

/** The numbers that each field of a cron expression lists. */
export interface Schedule {
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  days: ReadonlySet<number>;
  months: ReadonlySet<number>;
  /** 0 Sunday … 6 Saturday. */
  weekdays: ReadonlySet<number>;
}

/**
 * Reads a five-field cron expression (https://crontab.guru).
 *
 * @throws Error for what has no one meaning everywhere: seconds, `L`, `W`, `#`, day of month together with weekday
 */
export function parseSchedule(expression: string): Schedule {
  const fields = parse(expression);
  const all = [fields.minute, fields.hour, fields.dayOfMonth, fields.month, fields.dayOfWeek];
  const words = expression.trim().split(/\s+/);
  if (words.length !== 5 || !all.flat().every((value) => typeof value === 'number'))
    throw new Error(`A job's schedule has five fields with plain numbers, not: ${expression}`);
  if (words[2] !== '*' && words[4] !== '*')
    throw new Error(`A job's schedule names days of the month or weekdays, not both: ${expression}`);
  const [minutes, hours, days, months, weekdays] = all.map((values) => new Set(values as number[]));
  return { minutes, hours, days, months, weekdays } as Schedule;
}

/** Every change of a zone's clock in use falls on a multiple of this, seen from UTC. */
const stepMs = 15 * minuteMs;

/**
 * The instants after `after`, up to and including `upTo`, at which the clock of `zone` shows a scheduled time.
 * A time that the spring change leaves out is due at the change; one that autumn shows twice is due twice (the
 * job's slots tell whether that is one run).
 */
export function dueTimes(schedule: Schedule, zone: string, after: Date, upTo: Date): Date[] {
  const due: Date[] = [];
  const firstStep = Math.floor(after.getTime() / stepMs) * stepMs;
  let offset = offsetMs(firstStep - stepMs, zone);
  for (let step = firstStep; step <= upTo.getTime(); step += stepMs) {
    const before = offset;
    offset = offsetMs(step, zone);
    for (let at = step; at < step + stepMs; at += minuteMs) {
      if (at <= after.getTime() || at > upTo.getTime()) continue;
      const firstWall = at === step && offset > before ? at + before : at + offset;
      if (showsDueTime(schedule, firstWall, at + offset)) due.push(new Date(at));
    }
  }
  return due;
}

/** Whether any minute between two wall times (as if they were UTC) is scheduled. */
function showsDueTime(schedule: Schedule, firstWallMs: number, lastWallMs: number): boolean {
  for (let wallMs = firstWallMs; wallMs <= lastWallMs; wallMs += minuteMs) {
    const wall = new Date(wallMs);
    if (
      schedule.minutes.has(wall.getUTCMinutes()) &&
      schedule.hours.has(wall.getUTCHours()) &&
      schedule.days.has(wall.getUTCDate()) &&
      schedule.months.has(wall.getUTCMonth() + 1) &&
      schedule.weekdays.has(wall.getUTCDay())
    )
      return true;
  }
  return false;
}

/** How far the clock of `zone` is ahead of UTC at an instant that is a whole minute. */
function offsetMs(atMs: number, zone: string): number {
  const { year, month, day, hour, minute } = inZone(new Date(atMs), zone);
  return Date.UTC(year, month - 1, day, hour, minute) - atMs;
}
