import type { Job } from '../define-job.ts';
import { dateInZone, dayMs } from '../lib/times.ts';
import type { Retention } from '../store/retention.ts';
import { deleteOldRuns } from './job-store.ts';

/** The jobs' own part of retention. */
export const jobRetention: Retention = { name: 'past job runs', deleteBefore: deleteOldRuns };

/** Deletes, once a night, what every room says it may delete: what is older than `retention.days`. */
export function createRetentionJob(rules: readonly Retention[]): Job {
  return {
    name: 'retention',
    summary: 'Deletes requests, posts and snapshots that are older than retention.days',
    schedule: () => '30 3 * * *',
    slot: (at, config) => dateInZone(at, config.timeZone),
    greatestAgeMs: dayMs,
    async run(_slot, { ports, log, now }) {
      const before = new Date(now.getTime() - ports.config.retention.days * dayMs);
      const failures: unknown[] = [];
      for (const rule of rules) {
        try {
          if (!ports.store) throw new Error('Retention needs the store');
          const deleted = await rule.deleteBefore(ports.store.db, before);
          if (deleted > 0) log.info({ what: rule.name, deleted }, 'Old rows deleted');
        } catch (error) {
          // One room's mistake must not keep the others' rows for ever.
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Some old rows could not be deleted');
    },
  };
}
