import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueTimes, parseSchedule } from '../../src/jobs/schedule.ts';
import { dateInZone, hourMs, inZone, minuteMs } from '../../src/lib/times.ts';

function due(expression: string, zone: string, after: string, upTo: string): string[] {
  return dueTimes(parseSchedule(expression), zone, new Date(after), new Date(upTo)).map((at) =>
    at.toISOString().replace(':00.000Z', 'Z'),
  );
}

test.each([
  [
    'daily, by the clock of the zone',
    '0 9 * * *',
    '2026-07-01T00:00Z',
    '2026-07-02T23:59Z',
    'Europe/Prague',
    ['2026-07-01T07:00Z', '2026-07-02T07:00Z'],
  ],
  [
    'after is left out, up to is counted',
    '0 9 * * *',
    '2026-07-01T09:00Z',
    '2026-07-02T09:00Z',
    'UTC',
    ['2026-07-02T09:00Z'],
  ],
  [
    'weekdays by name',
    '0 9 * * mon-fri',
    '2026-11-20T00:00Z',
    '2026-11-23T12:00Z',
    'UTC',
    ['2026-11-20T09:00Z', '2026-11-23T09:00Z'],
  ],
  [
    'a day of the month',
    '5 0 1 * *',
    '2026-01-15T00:00Z',
    '2026-03-15T00:00Z',
    'UTC',
    ['2026-02-01T00:05Z', '2026-03-01T00:05Z'],
  ],
  [
    'a time that spring leaves out is due at the change',
    '30 2 * * *',
    '2026-03-28T12:00Z',
    '2026-03-30T12:00Z',
    'Europe/Prague',
    ['2026-03-29T01:00Z', '2026-03-30T00:30Z'],
  ],
  [
    'a time that autumn shows twice is due twice',
    '30 2 * * *',
    '2026-10-24T12:00Z',
    '2026-10-25T12:00Z',
    'Europe/Prague',
    ['2026-10-25T00:30Z', '2026-10-25T01:30Z'],
  ],
  [
    'a change of half an hour',
    '15 2 * * *',
    '2026-10-03T00:00Z',
    '2026-10-04T00:00Z',
    'Australia/Lord_Howe',
    ['2026-10-03T15:30Z'],
  ],
  ['nothing in an empty span', '* * * * *', '2026-07-01T09:00Z', '2026-07-01T09:00Z', 'UTC', []],
] as const)('%s', (_name, expression, after, upTo, zone, expected) => {
  expect(due(expression, zone, after, upTo)).toEqual(expected);
});

test.each(['0 0 9 * * *', '0 9 L * *', '0 9 * * 1#2', '0 9 15 * 1', 'nonsense', '61 9 * * *'])(
  'refuses %s',
  (expression) => {
    expect(() => parseSchedule(expression)).toThrow();
  },
);

const zones = [
  'UTC',
  'Europe/Prague',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
];
const anyYear = {
  min: new Date('2025-01-01T00:00:00Z'),
  max: new Date('2027-12-31T00:00:00Z'),
  noInvalidDate: true,
};

test('property: a minute is due if the wall clock shows it, and otherwise only at a change of the clock', () => {
  fc.assert(
    fc.property(
      fc.date(anyYear),
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 59 }),
      (start, zone, hour, minute) => {
        const end = new Date(start.getTime() + 26 * hourMs);
        const got = new Set(
          dueTimes(parseSchedule(`${minute} ${hour} * * *`), zone, start, end).map((at) => at.getTime()),
        );
        const first = Math.floor(start.getTime() / minuteMs) * minuteMs + minuteMs;
        for (let at = first; at <= end.getTime(); at += minuteMs) {
          const wall = inZone(new Date(at), zone);
          const before = inZone(new Date(at - minuteMs), zone);
          const shown = wall.hour === hour && wall.minute === minute;
          const clockMoved = wall.hour * 60 + wall.minute !== (before.hour * 60 + before.minute + 1) % 1440;
          if (shown) expect(got.has(at)).toBe(true);
          else if (got.has(at)) expect(clockMoved).toBe(true);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('property: a daily job is due on every date of every zone', () => {
  fc.assert(
    fc.property(
      fc.date(anyYear),
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 23 }),
      (start, zone, hour) => {
        const end = new Date(start.getTime() + 5 * 24 * hourMs);
        const dates = new Set(
          dueTimes(parseSchedule(`30 ${hour} * * *`), zone, start, end).map((at) => dateInZone(at, zone)),
        );
        for (const offset of [1, 2, 3, 4])
          expect(dates).toContain(dateInZone(new Date(start.getTime() + offset * 24 * hourMs), zone));
      },
    ),
    { numRuns: 200 },
  );
});
