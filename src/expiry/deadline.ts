import { endOfDay } from '../lib/times.ts';

/**
 * What a metadata value says about a date. `shape` shows how an unreadable value is built, never the value itself:
 * digits become 9, letters a or A.
 */
export type Deadline =
  | { state: 'unset' }
  | { state: 'set'; atMs: number }
  | { state: 'unreadable'; shape: string };

/** Reads one metadata value; undefined and null mean that the key is not there. */
export type DeadlineReader = (value: unknown) => Deadline;

const unset: Deadline = { state: 'unset' };

/** The last second that RFC 3339 can write. People put it where they mean "never". */
const lastSecondMs = Date.UTC(9999, 11, 31, 23, 59, 59);

/**
 * RFC 3339 with any offset and any number of fraction digits (https://www.rfc-editor.org/rfc/rfc3339#section-5.6),
 * a space or nothing but a T between date and time, `+0200` and `+02` as ISO 8601 has them, seconds left out, and
 * the `…+00:00Z` that the TomTom exporter's script writes.
 */
const dateTime =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:([Zz])|([+-])(\d\d):?(\d\d)?([Zz])?)$/;
/**
 * What nearly every date looks like, of days that every month has and with nine digits of a second at most: those
 * JavaScript reads by itself, rightly, and in a third of the time. A scan reads thousands of them, most before the
 * engine has compiled anything.
 */
const usualDateTime =
  /^(?:19[7-9]|[2-9]\d\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/;
const dateOnly = /^(\d{4})-(\d\d)-(\d\d)$/;

/** Nine digits and more: less would be a day in the early seventies, and is a number of days or a year instead. */
const unixSeconds = /^(\d{9,11})(?:\.\d+)?$/;
const unixMilliseconds = /^\d{12,14}$/;

/**
 * Makes the reader of expiry dates for one time zone (IANA name). Understood: RFC 3339, the exporter script's
 * format, a date alone (the last second of that day in the zone), Unix seconds or milliseconds. Anything else,
 * a time without an offset included, is unreadable: guessing could be wrong by a day.
 */
export function createDeadlineReader(zone: string): DeadlineReader {
  const endsOfDays = new Map<string, Deadline>();
  const readDateOnly = (text: string, match: RegExpExecArray): Deadline => {
    const known = endsOfDays.get(text);
    if (known) return known;
    const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const deadline = isDay(year, month, day)
      ? set(Math.min(endOfDay({ year, month, day }, zone).getTime(), lastSecondMs))
      : unreadable(text);
    endsOfDays.set(text, deadline);
    return deadline;
  };
  return (value) => {
    if (value === undefined || value === null) return unset;
    if (typeof value === 'number') return readNumber(String(value)) ?? unreadable(String(value));
    if (typeof value !== 'string') return { state: 'unreadable', shape: typeof value };
    if (usualDateTime.test(value)) return set(Math.min(Date.parse(value), lastSecondMs));
    const text = value.trim();
    const asDate = dateOnly.exec(text);
    if (asDate) return readDateOnly(text, asDate);
    return readDateTime(text) ?? readNumber(text) ?? unreadable(text);
  };
}

function readDateTime(text: string): Deadline | undefined {
  const match = dateTime.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)];
  const [offsetHour, offsetMinute] = [Number(match[10] ?? 0), Number(match[11] ?? 0)];
  // 60 is a leap second; the clock of a computer shows the first second of the next minute instead.
  if (!isDay(year, month, day) || hour > 23 || minute > 59 || second > 60) return unreadable(text);
  if (offsetHour > 23 || offsetMinute > 59) return unreadable(text);
  const hasUselessZ = match[12] !== undefined;
  if (hasUselessZ && (offsetHour !== 0 || offsetMinute !== 0)) return unreadable(text);
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const offsetMs = (match[9] === '-' ? -1 : 1) * (offsetHour * 60 + offsetMinute) * 60_000;
  return set(
    Math.min(Date.UTC(year, month - 1, day, hour, minute, second, milliseconds) - offsetMs, lastSecondMs),
  );
}

function readNumber(text: string): Deadline | undefined {
  if (unixMilliseconds.test(text)) return set(Number(text));
  if (unixSeconds.test(text)) return set(Math.floor(Number(text) * 1_000));
  return undefined;
}

/** Years before 1970 are Go's zero time or a typing error, never an expiry date. */
function isDay(year: number, month: number, day: number): boolean {
  if (year < 1970 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function set(atMs: number): Deadline {
  return { state: 'set', atMs };
}

function unreadable(text: string): Deadline {
  return { state: 'unreadable', shape: shapeOf(text) };
}

const longestShape = 40;

/** `09/30/26 soon` becomes `99/99/99 aaaa`. */
function shapeOf(text: string): string {
  const characters = [...text.slice(0, 2 * longestShape)];
  const shape = characters
    .slice(0, longestShape)
    .map((character) => {
      if (/\p{Nd}/u.test(character)) return '9';
      if (/\p{Lu}/u.test(character)) return 'A';
      if (/\p{L}/u.test(character)) return 'a';
      return /[\p{P}\p{S} ]/u.test(character) ? character : '?';
    })
    .join('');
  if (shape === '') return 'empty';
  return characters.length > longestShape ? `${shape}…` : shape;
}
