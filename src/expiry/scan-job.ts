import type { Job, JobContext } from '../define-job.ts';
import { coerceError } from '../lib/errors.ts';
import type { Store } from '../store/store.ts';
import { runScan } from './run-scan.ts';
import type { ScanOutcome } from './save-scan.ts';
import { type ScanFollower, scanFollowers } from './scan-followers.ts';
import { storedSource } from './stored-source.ts';

/** Looks through all clusters by the clock. A missed scan is not made up for: the next one says more. */
export const scanJob: Job = createScanJob(scanFollowers);

export function createScanJob(followers: readonly ScanFollower[]): Job {
  return {
    name: 'expiry-scan',
    summary: 'Looks through Vault for what runs out, and remembers it',
    schedule: (config) => config.expiry.scanSchedule.trim(),
    slot: (at) => at.toISOString().slice(0, 16),
    runsAtStart: true,
    greatestAgeMs: 0,
    async run(_slot, context) {
      const { ports, now, signal, log } = context;
      const { store, clusters } = ports;
      if (!store || clusters.length === 0) return;
      const progress = (text: string): void => log.debug({ progress: text }, 'Scanning');
      const { scan, outcome } = await runScan({ ...ports, store }, { now, signal, log, progress });
      const { scanned, items, problems, durationMs } = scan;
      log.info(
        { scanned, items: items.length, problems: problems.length, durationMs, ...outcome },
        outcome ? 'Scanned' : 'Scanned, and a later scan was through before',
      );
      // Counted now, so that nobody who asks has to wait for it.
      await storedSource(store.db);
      if (outcome) await follow(followers, outcome, { ...context, store });
    },
  };
}

async function follow(
  followers: readonly ScanFollower[],
  outcome: ScanOutcome,
  context: JobContext & { store: Store },
): Promise<void> {
  for (const { name, run } of followers) {
    try {
      await run(outcome, context);
    } catch (thrown) {
      context.signal.throwIfAborted();
      context.log.error({ follower: name, error: coerceError(thrown) }, 'What follows a scan failed');
    }
  }
}
