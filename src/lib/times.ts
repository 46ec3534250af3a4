/** RFC 3339 in UTC without needless milliseconds, as all our JSON has it: `2026-11-22T09:00:00Z`. */
export function toRfc3339(at: Date): string {
  return at.toISOString().replace(/\.000Z$/, 'Z');
}

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

const unitsMs: Readonly<Record<string, number>> = {
  s: secondMs,
  m: minuteMs,
  h: hourMs,
  d: dayMs,
  w: 7 * dayMs,
};

/** Reads `90s`, `15m`, `12h`, `30d`, `2w`, or a bare number of days. Undefined when it is no such span. */
export function parseSpanMs(text: string): number | undefined {
  const match = /^(\d{1,5})\s*([smhdw])?$/i.exec(text.trim());
  if (!match) return undefined;
  return Number(match[1]) * (unitsMs[(match[2] ?? 'd').toLowerCase()] ?? dayMs);
}

/** A span in words with its largest fitting unit: `3 days`, `1 hour`, `40 seconds`. Never negative. */
export function describeSpan(spanMs: number): string {
  const size = Math.abs(spanMs);
  const [unitMs, name] =
    size >= dayMs
      ? [dayMs, 'day']
      : size >= hourMs
        ? [hourMs, 'hour']
        : size >= minuteMs
          ? [minuteMs, 'minute']
          : [secondMs, 'second'];
  const count = Math.floor(size / unitMs);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** The calendar parts of an instant as a clock in `zone` (IANA name) shows them. */
export interface ZonedParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** 1 Monday … 7 Sunday. */
  weekday: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Reads the wall clock of `zone` at an instant. Throws RangeError for an unknown zone. */
export function inZone(at: Date, zone: string): ZonedParts {
  let formatter = formatters.get(zone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formatters.set(zone, formatter);
  }
  const parts = Object.fromEntries(
    formatter.formatToParts(at).map((part) => [part.type, Number(part.value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
  return { year, month, day, hour, minute, weekday };
}

/** The instant at which the clock of `zone` shows the given wall time; in a spring gap, the instant after it. */
export function fromZone(
  wall: { year: number; month: number; day: number; hour?: number; minute?: number },
  zone: string,
): Date {
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour ?? 0, wall.minute ?? 0);
  let guess = asUtc;
  for (let round = 0; round < 3; round += 1) {
    const seen = inZone(new Date(guess), zone);
    const shown = Date.UTC(seen.year, seen.month - 1, seen.day, seen.hour, seen.minute);
    if (shown === asUtc) break;
    guess += asUtc - shown;
  }
  return new Date(guess);
}

/**
 * The last whole second of a calendar day in `zone`, also where a clock change falls on midnight.
 * A day that the zone skipped (Samoa, 30 December 2011) ends with the day before it.
 */
export function endOfDay(day: { year: number; month: number; day: number }, zone: string): Date {
  const wanted = Date.UTC(day.year, day.month - 1, day.day);
  if (zone === 'UTC') return new Date(wanted + dayMs - secondMs);
  const next = new Date(wanted + dayMs);
  const midnight = fromZone(
    { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1, day: next.getUTCDate() },
    zone,
  );
  let end = midnight.getTime() - secondMs;
  // Where the clock shows midnight twice, the day ends before the first one.
  while (dayNumber(new Date(end), zone) > wanted) end -= 30 * minuteMs;
  while (dayNumber(new Date(end + secondMs), zone) <= wanted) end += 30 * minuteMs;
  return new Date(end);
}

function dayNumber(at: Date, zone: string): number {
  const { year, month, day } = inZone(at, zone);
  return Date.UTC(year, month - 1, day);
}

/** `2026-11-22` as the calendar of `zone` has it. */
export function dateInZone(at: Date, zone: string): string {
  const { year, month, day } = inZone(at, zone);
  return `${year}-${pad(month)}-${pad(day)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
