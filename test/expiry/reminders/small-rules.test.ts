import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { snoozeModal } from '../../../src/expiry/reminders/reminder-modals.ts';
import { rotatedModal } from '../../../src/expiry/reminders/rotated-modal.ts';
import { snoozeEnd, snoozeFor, whyNotSnooze } from '../../../src/expiry/reminders/snooze.ts';
import { isWorkingDay, isWorkingHour } from '../../../src/expiry/reminders/working-time.ts';
import { dayMs, inZone } from '../../../src/lib/times.ts';

const now = new Date('2026-11-23T08:00:00Z');

/** What ends in so many days, as a form has it. */
const formThing = (days: number) => ({
  cluster: 'prod',
  namespace: '',
  mount: 'kv/',
  path: 'a',
  name: 'a',
  expiresAtMs: now.getTime() + days * dayMs,
  renewedAtMs: undefined,
  ref: '2026-11-23.U0DANA.0',
});

describe('a snooze', () => {
  test.each([
    [{ days: 1 }, 'UTC', '2026-11-24T00:00:00.000Z'],
    [{ days: 7 }, 'Europe/Prague', '2026-11-29T23:00:00.000Z'],
    [{ days: 1 }, 'Pacific/Auckland', '2026-11-23T11:00:00.000Z'],
    [{ date: '2026-12-24' }, 'UTC', '2026-12-24T00:00:00.000Z'],
  ])('%j in %s', (wish, zone, expected) => {
    expect(snoozeEnd(wish, now, zone)?.toISOString()).toBe(expected);
  });

  test.each(['2026-02-30', '2026-13-01', 'soon', '', '24.12.2026'])('%j is no date', (date) => {
    expect(snoozeEnd({ date }, now, 'UTC')).toBeUndefined();
  });

  const ends = (days: number) => ({ expiresAtMs: now.getTime() + days * dayMs });
  test.each([
    ['before the end', ends(5), 3, false, undefined],
    ['beyond the end', ends(2), 3, false, /only an operator/],
    ['beyond the end, by an operator', ends(2), 3, true, undefined],
    ['of what has ended', ends(-1), 1, false, /expired already/],
    ['of what has ended, by an operator', ends(-1), 1, true, undefined],
    ['into the past', ends(5), -1, true, /after today/],
    ['for ever', ends(5), 400, true, /within a year/],
  ])('%s', (_name, item, days, isOperator, expected) => {
    const why = whyNotSnooze(item, new Date(now.getTime() + days * dayMs), now, isOperator);
    if (expected) expect(why).toMatch(expected);
    else expect(why).toBeUndefined();
  });

  test.each([
    ['an owner, 8 days before the end', 8, false, ['1 day', '3 days', '7 days']],
    ['an owner, 4 days before', 4, false, ['1 day', '3 days']],
    ['an owner, on the day before', 0.4, false, []],
    ['an operator, whenever', -3, true, ['1 day', '3 days', '7 days']],
  ])('the form offers %s what may be chosen', (_case, days, isOperator, offered) => {
    const text = JSON.stringify(snoozeModal(formThing(days), isOperator, { now, zone: 'UTC' }));
    const shown = new Set([...text.matchAll(/(\d days?), until/g)].map(([, choice]) => choice));
    expect([...shown]).toEqual(offered);
    expect(text).toContain('"submit"');
  });

  test('the form says to an owner that what has expired is for operators', () => {
    const view = snoozeModal(formThing(-1), false, { now, zone: 'UTC' });
    expect(JSON.stringify(view)).toContain('only an operator can snooze it');
    expect(view.submit).toBeUndefined();
  });

  test('holds only for the end that it was made for', () => {
    const snooze = { item: 'a', expiresAtMs: 5, untilMs: 9, by: 'U0DANA' };
    const snoozes = new Map([['a', snooze]]);
    expect(snoozeFor({ id: 'a', expiresAtMs: 5 }, snoozes)).toBe(snooze);
    expect(snoozeFor({ id: 'a', expiresAtMs: 6 }, snoozes)).toBeUndefined();
    expect(snoozeFor({ id: 'b', expiresAtMs: 5 }, snoozes)).toBeUndefined();
  });

  test('of some days ends at the beginning of a day, before anybody reads a digest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        fc.constantFrom('UTC', 'Europe/Prague', 'America/New_York', 'Asia/Kathmandu'),
        (days, at, zone) => {
          const end = snoozeEnd({ days }, at, zone);
          expect(end && inZone(end, zone)).toMatchObject({ hour: 0, minute: 0 });
          expect(end?.getTime()).toBeGreaterThan(at.getTime());
        },
      ),
    );
  });
});

describe('the form for a new date', () => {
  test.each([
    ['the same as then', { now: 3, told: 3 }, /has not changed since the reminder: it is still version 3/],
    ['a new one since', { now: 4, told: 3 }, /Version 4 is there since the reminder \(it was 3\)/],
    ['not known then', { now: 3, told: undefined }, /Version 3 is the current one/],
  ])('tells of the version: %s', (_case, versions, expected) => {
    const text = JSON.stringify(rotatedModal(formThing(5), versions, { now, zone: 'UTC' }));
    expect(text).toMatch(expected);
    if (versions.now !== versions.told) expect(text).not.toContain('warning');
  });

  test('offers what it lived before', () => {
    const thing = { ...formThing(5), renewedAtMs: now.getTime() - 55 * dayMs };
    const text = JSON.stringify(rotatedModal(thing, { now: 1, told: 1 }, { now, zone: 'UTC' }));
    expect(text).toContain('60 days, until 2027-01-22, as before');
  });
});

describe('working time', () => {
  const days = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
  test.each([
    ['2026-11-23T08:00:00Z', 'UTC', [], true],
    ['2026-11-22T08:00:00Z', 'UTC', [], false],
    ['2026-11-22T23:30:00Z', 'Europe/Prague', [], true],
    ['2026-11-23T08:00:00Z', 'UTC', ['2026-11-23'], false],
  ])('%s in %s', (at, zone, holidays, expected) => {
    expect(isWorkingDay(new Date(at), zone, [...days], holidays)).toBe(expected);
  });

  test('hours are those of the zone', () => {
    const hours = { at: '09:00', until: '17:00' };
    expect(isWorkingHour(new Date('2026-11-23T08:00:00Z'), 'UTC', hours)).toBe(false);
    expect(isWorkingHour(new Date('2026-11-23T08:00:00Z'), 'Europe/Prague', hours)).toBe(true);
    expect(isWorkingHour(new Date('2026-11-23T17:30:00Z'), 'Europe/Prague', hours)).toBe(false);
  });
});
