import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isDue, type Told } from '../../../src/expiry/reminders/due.ts';
import { stageOf } from '../../../src/expiry/reminders/stage.ts';
import { dayMs, hourMs } from '../../../src/lib/times.ts';

const now = new Date('2026-11-23T08:00:00Z');
const item = { expiresAtMs: now.getTime() + 5 * dayMs, version: 3 };
const stage = { rank: 7, to: 'owner' } as const;
const told: Told = { expiresAtMs: item.expiresAtMs, rank: 7, version: 3, atMs: now.getTime() - dayMs };
const until = (days: number) => ({ untilMs: now.getTime() + days * dayMs });

describe('whether to tell', () => {
  test.each([
    ['nobody was told', undefined, undefined, true],
    ['told at this stage', told, undefined, false],
    ['told at an earlier stage', { ...told, rank: 14 }, undefined, true],
    ['told at a later one, as after a change of the rules', { ...told, rank: 1 }, undefined, false],
    ['told of another end', { ...told, expiresAtMs: 1 }, undefined, true],
    ['never told, but snoozed', undefined, until(1), false],
    ['the next stage, but snoozed', { ...told, rank: 14 }, until(0.01), false],
    ['told before a snooze that is over', told, until(-0.3), true],
    ['told since the snooze was over', { ...told, atMs: now.getTime() - hourMs }, until(-0.3), false],
    ['a new version without a new date', { ...told, version: 2 }, undefined, true],
    ['the version was not known', { ...told, version: undefined }, undefined, false],
  ] as const)('%s', (_name, before, snooze, expected) => {
    expect(isDue(item, stage, before, snooze, now)).toBe(expected);
  });

  test('day by day, each stage is told once, and the day of the end at the latest', () => {
    const times = { before: [30, 14, 7, 3, 1], overdueDays: 7 };
    fc.assert(
      fc.property(
        fc.integer({ min: -20, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        (startsAt, everyHours) => {
          let last: Told | undefined;
          const ranks: number[] = [];
          const thing = { ...item, renewedAtMs: undefined, selfRenewing: undefined };
          for (
            let ms = item.expiresAtMs - startsAt * dayMs;
            ms < item.expiresAtMs + 30 * dayMs;
            ms += everyHours * hourMs
          ) {
            const at = new Date(ms);
            const here = stageOf(thing, times, at, 'Europe/Prague');
            if (!here || !isDue(thing, here, last, undefined, at)) continue;
            last = { expiresAtMs: thing.expiresAtMs, rank: here.rank, version: 3, atMs: ms };
            ranks.push(here.rank);
          }
          expect(new Set(ranks).size).toBe(ranks.length);
          expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
          expect(ranks.length).toBeGreaterThan(0);
        },
      ),
    );
  });
});
