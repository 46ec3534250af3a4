import { describe, expect, test } from 'vitest';
import { RemindersConfig } from '../../src/config/reminders.ts';
import type { DatedItem, SelfRenewal } from '../../src/expiry/finding.ts';
import { createTimes, stageOf } from '../../src/expiry/reminders/stage.ts';
import { markSelfRenewing } from '../../src/expiry/self-renewing.ts';
import { dayMs } from '../../src/lib/times.ts';
import { now } from './lay-out.ts';
import { item } from './sample.ts';

const shortMs = 30 * dayMs;

/** A certificate or a secret id that ends in so many days and lives that long. */
function grouped(ends: number, lives: number, changes: Partial<DatedItem> = {}): DatedItem {
  const renewedAtMs = now.getTime() + (ends - lives) * dayMs;
  return item(ends, { kind: 'pki-certificate', mount: 'pki/', group: 'a', renewedAtMs, ...changes });
}

/** Which of them machines renew, and how. */
async function marked(items: DatedItem[]): Promise<(SelfRenewal | undefined)[]> {
  await markSelfRenewing(items, now, shortMs);
  return items.map(({ selfRenewing }) => selfRenewing);
}

const [short, old, told] = ['shortLived', 'replaced', undefined] as const;

describe('what machines renew', () => {
  test.each<[string, DatedItem[], (SelfRenewal | undefined)[]]>([
    ['lives 29 days', [grouped(5, 29)], [short]],
    ['lives 30 days', [grouped(5, 30)], [told]],
    ['has a newer valid one of its group', [grouped(5, 90), grouped(60, 90)], [old, told]],
    ['has ended, and has a newer valid one', [grouped(-5, 90), grouped(60, 90)], [old, told]],
    ['lives short, and has a newer valid one', [grouped(2, 9), grouped(5, 9)], [old, short]],
    ['has a newer one that has ended too', [grouped(-9, 90), grouped(-2, 90)], [told, told]],
    ['ends at the same instant as the other', [grouped(5, 90), grouped(5, 90)], [told, told]],
    ['of another group', [grouped(5, 90), grouped(60, 90, { group: 'b' })], [told, told]],
    ['in another mount', [grouped(5, 90), grouped(60, 90, { mount: 'int/' })], [told, told]],
    ['in another namespace', [grouped(5, 90), grouped(60, 90, { namespace: 'x/' })], [told, told]],
    ['on another cluster', [grouped(5, 90), grouped(60, 90, { cluster: 'lab' })], [told, told]],
    ['of another kind', [grouped(5, 90), grouped(60, 90, { kind: 'approle-secret-id' })], [told, told]],
    ['nobody knows since when it lives', [grouped(5, 1, { renewedAtMs: undefined })], [told]],
    ['a secret, however short', [grouped(5, 1, { kind: 'kv', group: undefined })], [told]],
  ])('%s', async (_case, items, expected) => {
    expect(await marked(items)).toEqual(expected);
  });

  test('is told to nobody; what people renew is', async () => {
    const timesOf = createTimes(RemindersConfig.parse({}));
    const items = [
      grouped(1, 90),
      grouped(60, 90),
      grouped(1, 29, { group: 'b' }),
      grouped(1, 90, { group: 'c' }),
    ];
    await markSelfRenewing(items, now, shortMs);
    expect(items.map((one) => stageOf(one, timesOf(one), now, 'UTC')?.rank)).toEqual([
      undefined,
      undefined,
      undefined,
      1,
    ]);
  });
});

test('without any configuration, owners are told 30, 14, 7, 3 and 1 days before and on 7 days after', () => {
  expect(RemindersConfig.parse({})).toMatchObject({ before: [30, 14, 7, 3, 1], overdueDays: 7 });
});
