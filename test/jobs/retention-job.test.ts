import { expect, test } from 'vitest';
import { Config } from '../../src/config/config.ts';
import { createRetentionJob } from '../../src/jobs/retention-job.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import type { Retention } from '../../src/store/retention.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTestStore } from '../helpers/store.ts';

const now = new Date('2026-11-22T03:30:00Z');

async function runRetention(rules: readonly Retention[]): Promise<void> {
  const ports = barePorts({
    store: await openTestStore(),
    config: Config.parse({ retention: { days: 40 } }),
  });
  await createRetentionJob(rules).run('2026-11-22', {
    ports,
    log: silentLogger,
    now,
    dueAt: now,
    late: false,
    signal: new AbortController().signal,
  });
}

test('every room is told the same instant: now less the days that are configured', async () => {
  const seen: string[] = [];
  const rule = (name: string): Retention => ({
    name,
    async deleteBefore(_db, before) {
      seen.push(`${name} ${before.toISOString()}`);
      return 0;
    },
  });
  await runRetention([rule('a'), rule('b')]);
  expect(seen).toEqual(['a 2026-10-13T03:30:00.000Z', 'b 2026-10-13T03:30:00.000Z']);
});

test('one room’s failure fails the run, but the others are cleaned all the same', async () => {
  const cleaned: string[] = [];
  const broken: Retention = {
    name: 'broken',
    deleteBefore: async () => {
      throw new Error('no such table');
    },
  };
  const whole: Retention = {
    name: 'whole',
    async deleteBefore() {
      cleaned.push('whole');
      return 3;
    },
  };
  await expect(runRetention([broken, whole])).rejects.toThrow(AggregateError);
  expect(cleaned).toEqual(['whole']);
});
