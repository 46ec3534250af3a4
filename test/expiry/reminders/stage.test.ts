import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/load-config.ts';
import type { SelfRenewal } from '../../../src/expiry/finding.ts';
import { createTimes, daysBetween, stageOf, thresholdsFor } from '../../../src/expiry/reminders/stage.ts';
import { dayMs, hourMs } from '../../../src/lib/times.ts';

const times = { before: [30, 14, 7, 3, 1], overdueDays: 7 };
const now = new Date('2026-11-23T08:00:00Z');
const item = (days: number, lifetimeDays?: number, selfRenewing?: SelfRenewal) => {
  const expiresAtMs = now.getTime() + days * dayMs;
  const renewedAtMs = lifetimeDays === undefined ? undefined : expiresAtMs - lifetimeDays * dayMs;
  return { expiresAtMs, renewedAtMs, selfRenewing };
};

describe('the stage of a thing', () => {
  test.each([
    ['31 days before', item(31), undefined],
    ['30 days before', item(30), { rank: 30, to: 'owner' }],
    ['some hours more than 30 days, the same calendar day', item(30.3), { rank: 30, to: 'owner' }],
    ['20 days before', item(20), { rank: 30, to: 'owner' }],
    ['14 days before', item(14), { rank: 14, to: 'owner' }],
    ['2 days before', item(2), { rank: 3, to: 'owner' }],
    ['later today', item(0.2), { rank: 1, to: 'owner' }],
    ['an hour ago', item(-0.05), { rank: 0, to: 'owner' }],
    ['3 days ago', item(-3), { rank: -3, to: 'owner' }],
    ['the last day of the owner', item(-7), { rank: -7, to: 'owner' }],
    ['a day later', item(-8), { rank: -8, to: 'operators' }],
    ['still the same week', item(-14), { rank: -8, to: 'operators' }],
    ['a week later', item(-15), { rank: -15, to: 'operators' }],
    ['a year late', item(-365), { rank: -365, to: 'operators' }],
    ['what machines renew', item(1, 90, 'replaced'), undefined],
    ['what machines renew, overdue', item(-1, 90, 'shortLived'), undefined],
    ['a life of 30 days: 14 is not below a third', item(12, 30), undefined],
    ['a life of 30 days: 7 is', item(7, 30), { rank: 7, to: 'owner' }],
    ['a life of 3 days: not even one day before', item(1, 3), undefined],
    ['a life of 3 days, overdue', item(-1, 3), { rank: -1, to: 'owner' }],
    ['renewed after its end: nobody knows its life', item(30, -5), { rank: 30, to: 'owner' }],
  ])('%s', (_name, thing, expected) => {
    expect(stageOf(thing, times, now, 'UTC')).toEqual(expected);
  });

  test('days are those of the zone', () => {
    const late = new Date('2026-11-23T23:30:00Z');
    const end = {
      expiresAtMs: Date.parse('2026-11-24T00:30:00Z'),
      renewedAtMs: undefined,
      selfRenewing: undefined,
    };
    expect(daysBetween(late, new Date(end.expiresAtMs), 'UTC')).toBe(1);
    expect(daysBetween(late, new Date(end.expiresAtMs), 'Europe/Prague')).toBe(0);
  });

  const spans = {
    days: fc.double({ min: -400, max: 100, noNaN: true }),
    step: fc.double({ min: 0, max: 200, noNaN: true }),
  };
  const lists = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 6 });

  test('the rank never rises while time goes by, in any zone', () => {
    fc.assert(
      fc.property(
        spans.days,
        spans.step,
        lists,
        fc.nat({ max: 30 }),
        fc.constantFrom('UTC', 'Europe/Prague', 'Pacific/Auckland', 'America/St_Johns'),
        (days, step, before, overdueDays, zone) => {
          const thing = item(days);
          const first = stageOf(thing, { before, overdueDays }, now, zone);
          const later = stageOf(thing, { before, overdueDays }, new Date(now.getTime() + step * dayMs), zone);
          if (first) expect(later?.rank).toBeLessThanOrEqual(first.rank);
        },
      ),
    );
  });

  test('nothing that ended stays untold, and each overdue day of the owner is a stage of its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat({ max: 30 }), (overdue, overdueDays) => {
        const stage = stageOf(item(-overdue), { before: [], overdueDays }, now, 'UTC');
        expect(stage).toBeDefined();
        if (overdue <= overdueDays) expect(stage).toEqual({ rank: -overdue, to: 'owner' });
        else expect(stage?.to).toBe('operators');
      }),
    );
  });

  test('a threshold is told only below a third of the life', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4000 }), lists, (life, before) => {
        const expiresAtMs = now.getTime();
        for (const days of thresholdsFor({ expiresAtMs, renewedAtMs: expiresAtMs - life * dayMs }, before))
          expect(days).toBeLessThan(life / 3);
      }),
    );
  });
});

test('times by kind and place: the last rule that says so counts', () => {
  const { reminders } = parseConfig({
    expiry: {
      reminders: {
        rules: [
          { kind: 'pki-*', before: [10] },
          { kind: 'pki-certificate', namespace: 'prod/*', overdueDays: 2 },
          { mount: 'team-*', path: 'shared/*', before: [] },
          { cluster: 'other', before: [99] },
        ],
      },
    },
  }).expiry;
  const timesOf = createTimes(reminders);
  const place = { cluster: 'main', namespace: 'prod/a/', mount: 'kv/', path: 'x', kind: 'kv' } as const;
  expect(timesOf(place)).toEqual({ before: [30, 14, 7, 3, 1], overdueDays: 7 });
  expect(timesOf({ ...place, kind: 'pki-certificate' })).toEqual({ before: [10], overdueDays: 2 });
  expect(timesOf({ ...place, mount: 'team-a/', path: 'shared/x' }).before).toEqual([]);
  expect(timesOf({ ...place, cluster: 'other' }).before).toEqual([99]);
  expect(stageOf(item(-0.01), { before: [], overdueDays: 0 }, now, 'UTC')).toEqual({ rank: 0, to: 'owner' });
  expect(hourMs).toBe(3_600_000);
});
