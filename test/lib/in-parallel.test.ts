import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inParallel } from '../../src/lib/in-parallel.ts';

test('gives every result in its place, with no more at once than said', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 8 }),
      async (turns, limit) => {
        let running = 0;
        let most = 0;
        const results = await inParallel(turns, limit, async (count, index) => {
          running += 1;
          most = Math.max(most, running);
          for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
          running -= 1;
          return `${index}:${count}`;
        });
        expect(results).toEqual(turns.map((count, index) => `${index}:${count}`));
        expect(most).toBeLessThanOrEqual(limit);
      },
    ),
  );
});

test('the first failure ends it', async () => {
  const started: number[] = [];
  const work = inParallel([1, 2, 3, 4], 1, async (item) => {
    started.push(item);
    if (item === 2) throw new Error('two');
  });
  await expect(work).rejects.toThrow('two');
  expect(started).toEqual([1, 2]);
});
