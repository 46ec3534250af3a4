import type { Logger } from '../lib/logger.ts';
import type { Ports } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { lastItems } from './item-store.ts';
import { type ScanOutcome, saveScan } from './save-scan.ts';
import { lookThrough, type Scan } from './scan.ts';
import { scanSettings } from './scan-settings.ts';

export interface ScanRun {
  scan: Scan;
  /** Undefined when a later scan was saved before this one was through. */
  outcome: ScanOutcome | undefined;
}

/**
 * The bot's own scan of all clusters, saved: with its own login, which sees what the policy lets it see. A cluster
 * that does not answer is saved as that, and what is known of it becomes stale.
 *
 * @throws UserError when no cluster is configured
 */
export async function runScan(
  ports: Ports & { store: Store },
  run: { now: Date; signal: AbortSignal; log: Logger; progress?: (text: string) => void },
): Promise<ScanRun> {
  const { config, clusters, store } = ports;
  const { now, signal, log, progress = () => undefined } = run;
  const { scan } = await lookThrough({
    clusters,
    settings: scanSettings(config),
    now,
    isBot: true,
    // Certificates never change: what is known of them need not be asked for again.
    lastItems: await lastItems(store.db, ['pki-certificate']),
    signal,
    log,
    progress,
  });
  const outcome = await saveScan(store.db, scan, ports.now());
  return { scan, outcome };
}
