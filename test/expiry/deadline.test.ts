import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDeadlineReader } from '../../src/expiry/deadline.ts';
import { inZone } from '../../src/lib/times.ts';

const readUtc = createDeadlineReader('UTC');

function instantOf(value: unknown, zone = 'UTC'): string {
  const deadline = createDeadlineReader(zone)(value);
  return deadline.state === 'set' ? new Date(deadline.atMs).toISOString() : deadline.state;
}

describe('dates that are understood', () => {
  test.each([
    ['RFC 3339 in UTC', '2026-11-22T09:00:00Z', '2026-11-22T09:00:00.000Z'],
    [
      'six fraction digits, as the exporter documents',
      '2022-05-02T09:49:41.415869Z',
      '2022-05-02T09:49:41.415Z',
    ],
    ['nine fraction digits, as Vault writes', '2026-11-22T02:58:57.447289391Z', '2026-11-22T02:58:57.447Z'],
    ['one fraction digit', '2026-11-22T09:00:00.5Z', '2026-11-22T09:00:00.500Z'],
    ['forty fraction digits', `2026-11-22T09:00:00.${'9'.repeat(40)}Z`, '2026-11-22T09:00:00.999Z'],
    ['offset east', '2026-11-22T09:00:00+02:00', '2026-11-22T07:00:00.000Z'],
    ['offset west over midnight', '2026-11-22T22:30:00-05:30', '2026-11-23T04:00:00.000Z'],
    ['unknown local offset', '2026-11-22T09:00:00-00:00', '2026-11-22T09:00:00.000Z'],
    ['offset without a colon', '2026-11-22T09:00:00+0200', '2026-11-22T07:00:00.000Z'],
    ['small letters', '2026-11-22t09:00:00z', '2026-11-22T09:00:00.000Z'],
    ['a space for the T', '2026-11-22 09:00:00Z', '2026-11-22T09:00:00.000Z'],
    ['no seconds', '2026-11-22T09:00Z', '2026-11-22T09:00:00.000Z'],
    ['leap second', '2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['leap day', '2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['the exporter script', '2026-11-22T09:00:00.123456+00:00Z', '2026-11-22T09:00:00.123Z'],
    ['white space around it', ' 2026-11-22T09:00:00Z\n', '2026-11-22T09:00:00.000Z'],
    ['Unix seconds', '1795338000', '2026-11-22T09:00:00.000Z'],
    ['Unix seconds with a fraction', '1795338000.25', '2026-11-22T09:00:00.250Z'],
    ['Unix seconds of 1999', '915148800', '1999-01-01T00:00:00.000Z'],
    ['Unix milliseconds', '1795338000123', '2026-11-22T09:00:00.123Z'],
    ['a JSON number', 1795338000, '2026-11-22T09:00:00.000Z'],
    ['the end of time', '9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
  ])('%s', (_name, value, expected) => {
    expect(instantOf(value)).toBe(expected);
  });
});

describe('a date alone ends with its day in the configured zone', () => {
  test.each([
    ['2026-11-22', 'UTC', '2026-11-22T23:59:59.000Z'],
    ['2026-07-01', 'Europe/Prague', '2026-07-01T21:59:59.000Z'],
    ['2026-12-01', 'Europe/Prague', '2026-12-01T22:59:59.000Z'],
    ['2026-03-29', 'Europe/Prague', '2026-03-29T21:59:59.000Z'],
    ['2026-12-01', 'America/New_York', '2026-12-02T04:59:59.000Z'],
    ['2026-12-01', 'Asia/Kathmandu', '2026-12-01T18:14:59.000Z'],
    // Santiago's clock goes from 24:00 back to 23:00, and in spring from 24:00 to 01:00.
    ['2026-04-04', 'America/Santiago', '2026-04-05T03:59:59.000Z'],
    ['2026-09-05', 'America/Santiago', '2026-09-06T03:59:59.000Z'],
    // Havana's clock shows midnight twice in autumn.
    ['2026-10-31', 'America/Havana', '2026-11-01T03:59:59.000Z'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T09:59:59.000Z'],
    ['9999-12-31', 'America/New_York', '9999-12-31T23:59:59.000Z'],
    ['2028-02-29', 'UTC', '2028-02-29T23:59:59.000Z'],
  ])('%s in %s', (date, zone, expected) => {
    expect(instantOf(date, zone)).toBe(expected);
  });
});

describe('what cannot be read shows its shape and is never a date', () => {
  test.each([
    ['09/30/2026', '99/99/9999'],
    ['30.9.2026', '99.9.9999'],
    ['in 30 days', 'aa 99 aaaa'],
    ['Never', 'Aaaaa'],
    ['', 'empty'],
    ['   ', 'empty'],
    ['0', '9'],
    ['90', '99'],
    ['20261122', '99999999'],
    ['1795338000123456', '9999999999999999'],
    ['-1795338000', '-9999999999'],
    ['2026-11-22T09:00:00', '9999-99-99A99:99:99'],
    ['2026-11-22T09:00:00+02:00Z', '9999-99-99A99:99:99+99:99A'],
    ['2026-02-29', '9999-99-99'],
    ['2026-13-01', '9999-99-99'],
    ['2026-11-00', '9999-99-99'],
    ['2026-11-22T24:00:00Z', '9999-99-99A99:99:99A'],
    ['2026-11-22T09:60:00Z', '9999-99-99A99:99:99A'],
    ['2026-11-22T09:00:00+24:00', '9999-99-99A99:99:99+99:99'],
    ['2026-11-22T09:00:00.Z', '9999-99-99A99:99:99.A'],
    ['0001-01-01T00:00:00Z', '9999-99-99A99:99:99A'],
    ['2026-11-22T09:00:00Z extra', '9999-99-99A99:99:99A aaaaa'],
    ['٢٠٢٦-١١-٢٢', '9999-99-99'],
    ['a\u0000b\u202e', 'a?a?'],
    ['x'.repeat(500), `${'a'.repeat(40)}…`],
    [{}, 'object'],
    [true, 'boolean'],
    [Number.NaN, 'AaA'],
  ])('%j', (value, shape) => {
    expect(readUtc(value)).toEqual({ state: 'unreadable', shape });
  });
});

test.each([undefined, null])('%s means that there is no date', (value) => {
  expect(readUtc(value)).toEqual({ state: 'unset' });
});

const zones = [
  'UTC',
  'Europe/Prague',
  'America/New_York',
  'America/Havana',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const anyInstant = fc.date({
  min: new Date('1970-01-02T00:00:00Z'),
  max: new Date('9999-12-30T00:00:00Z'),
  noInvalidDate: true,
});

describe('properties', () => {
  test('an instant is the same in every offset and with any fraction digits behind the third', () => {
    fc.assert(
      fc.property(
        anyInstant,
        fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 }),
        fc.stringMatching(/^\d{0,12}$/),
        (instant, offsetMinutes, digits) => {
          const local = new Date(instant.getTime() + offsetMinutes * 60_000).toISOString();
          fc.pre(/^\d{4}-/.test(local) && local >= '1970');
          const size = Math.abs(offsetMinutes);
          const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
          expect(readUtc(local.replace('Z', `${digits}${offset}`))).toEqual({
            state: 'set',
            atMs: instant.getTime(),
          });
        },
      ),
    );
  });

  // The usual form has a shorter way of its own, which must not show.
  test('Z is +00:00, for every day and second that may be written, and for those that may not', () => {
    const part = (min: number, max: number) => fc.integer({ min, max }).map((value) => two(value));
    fc.assert(
      fc.property(
        fc.integer({ min: 1968, max: 9999 }),
        part(0, 13),
        part(0, 32),
        part(0, 25),
        part(0, 61),
        part(0, 61),
        fc.stringMatching(/^(\.\d{1,12})?$/),
        (year, month, day, hour, minute, second, fraction) => {
          const local = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}`;
          const [short, long] = [readUtc(`${local}Z`), readUtc(`${local}+00:00`)];
          if (long.state === 'set') expect(short).toEqual(long);
          else expect(short.state).toBe(long.state);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('Unix seconds and milliseconds name the same instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100_000_000, max: 99_999_999_999 }), (seconds) => {
        expect(readUtc(String(seconds))).toEqual({ state: 'set', atMs: seconds * 1_000 });
        expect(readUtc(String(seconds * 1_000))).toEqual({ state: 'set', atMs: seconds * 1_000 });
      }),
    );
  });

  test('a date alone is the last second of that day on the zone’s own calendar', () => {
    const day = fc.date({ min: new Date('2012-01-01'), max: new Date('2037-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (at, zone) => {
        const date = at.toISOString().slice(0, 10);
        const deadline = createDeadlineReader(zone)(date);
        if (deadline.state !== 'set') throw new Error(`${date} was not read`);
        expect(dateOf(deadline.atMs, zone)).toBe(date);
        expect(dateOf(deadline.atMs + 1_000, zone) > date).toBe(true);
      }),
    );
  });

  test('no text makes it throw, and none becomes a date before 1970', () => {
    const dateLike = fc.stringMatching(
      /^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d{1,4})?)?([Zz]|[+-]\d\d:\d\d)?)?$/,
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), dateLike, fc.anything()), (value) => {
        const deadline = readUtc(value);
        if (deadline.state === 'set') expect(deadline.atMs).toBeGreaterThan(-86_400_000);
        if (deadline.state === 'unreadable') expect(deadline.shape.length).toBeGreaterThan(0);
      }),
    );
  });
});

function dateOf(atMs: number, zone: string): string {
  const { year, month, day } = inZone(new Date(atMs), zone);
  return `${year}-${two(month)}-${two(day)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
