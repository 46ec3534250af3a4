import { describe, expect, test } from 'vitest';
import type { KnownItem } from '../../../src/expiry/known-item.ts';
import { digestMessage } from '../../../src/expiry/reminders/digest-message.ts';
import type { Told } from '../../../src/expiry/reminders/due.ts';
import { type Candidate, planDigest } from '../../../src/expiry/reminders/plan-digests.ts';
import { dayMs } from '../../../src/lib/times.ts';
import { now } from '../lay-out.ts';
import { item } from '../sample.ts';

function candidates(count: number, path = (number: number) => `app/key-${number}`): Candidate[] {
  return Array.from({ length: count }, (_, number) => ({
    item: { ...item(number / 10 - 5, { path: path(number) }), id: `item-${number}` } as KnownItem,
    stage: { rank: number / 10 - 5, to: 'owner' },
    why: undefined,
  }));
}

const told = (thing: KnownItem, rank: number, daysAgo: number): Told => ({
  expiresAtMs: thing.expiresAtMs,
  rank,
  version: undefined,
  atMs: now.getTime() - daysAgo * dayMs,
});
const plan = (all: readonly Candidate[], before = new Map<string, Told>(), detail = 'paths' as const) =>
  planDigest(all, before, new Map(), { now, detail });

describe('the lines of one digest', () => {
  test('soonest end first, 30 at most', () => {
    const { lines, more, stages } = plan(candidates(50).toReversed());
    expect(lines.map((line) => line.item)).toEqual(
      Array.from({ length: 30 }, (_, number) => `item-${number}`),
    );
    expect(more).toBe(20);
    expect(stages.get('item-3')?.rank).toBe(-4.7);
  });

  test('what did not fit comes the next day, before what is told each day', () => {
    const all = candidates(50);
    const before = new Map(all.slice(0, 30).map(({ item: one }) => [one.id, told(one, 99, 1)]));
    const names = plan(all, before).lines.map((line) => line.item);
    expect(names).toEqual(expect.arrayContaining(all.slice(30).map(({ item: one }) => one.id)));
    expect(names).toHaveLength(30);
    expect(names.indexOf('item-0')).toBe(0);
  });

  test('what was told at this stage is not told again', () => {
    const [first, second] = candidates(2);
    if (!first || !second) throw new Error('no candidates');
    const before = new Map([[first.item.id, told(first.item, first.stage.rank, 1)]]);
    expect(plan([first, second], before).lines.map((line) => line.item)).toEqual([second.item.id]);
  });

  test('a new version without a new date asks for one, once', () => {
    const [one] = candidates(1);
    if (!one) throw new Error('no candidate');
    const at = (version: number): Candidate => ({ ...one, item: { ...one.item, version } });
    const before = new Map([[one.item.id, { ...told(one.item, one.stage.rank, 1), version: 3 }]]);
    expect(plan([at(3)], before).lines).toEqual([]);
    const { lines, stages } = plan([at(4)], before);
    expect(lines).toMatchObject([{ version: 3, state: { is: 'sameDate', version: 4 } }]);
    expect(stages.get(one.item.id)).toMatchObject({ version: 4 });
    // Of another end nothing was told yet.
    const renewed = { ...at(4), item: { ...at(4).item, expiresAtMs: one.item.expiresAtMs + dayMs } };
    expect(plan([renewed], before).lines).toMatchObject([{ version: 4, state: { is: 'open' } }]);
  });

  test('nothing that is told is cut off, however long the paths are and whatever becomes of it', () => {
    const all = candidates(50, (number) => `${'&'.repeat(200)}/${number}`);
    const { lines, more } = plan(all);
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.length + more).toBe(50);
    const later = lines.map((line) => ({
      ...line,
      state: { is: 'asked', by: 'U0123456789', owner: 'U0123456780' } as const,
    }));
    for (const shown of [lines, later]) {
      const digest = {
        key: 'reminder:2026-11-22:U0DANA',
        recipient: 'U0DANA',
        detail: 'paths',
        madeAt: now,
        more,
        lines: shown,
      } as const;
      const { blocks } = digestMessage(digest, { zone: 'Europe/Prague', command: '/vault' });
      expect(blocks.filter((block) => 'accessory' in block)).toHaveLength(lines.length);
      expect(JSON.stringify(blocks)).not.toContain('does not fit');
    }
  });

  test('a public channel is told of all, as counts', () => {
    const { lines, more } = planDigest(candidates(50), new Map(), new Map(), { now, detail: 'counts' });
    expect([lines.length, more]).toEqual([50, 0]);
  });
});
