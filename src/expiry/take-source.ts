import { UserError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { sharedBy } from '../lib/shared.ts';
import { minuteMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { type ExpiringSource, liveSource } from './expiring-source.ts';
import { runScan } from './run-scan.ts';
import { scanClusters } from './scan.ts';
import { scanSettings } from './scan-settings.ts';
import { storedSource } from './stored-source.ts';

interface Asked {
  now: Date;
  signal: AbortSignal;
  log: Logger;
  progress(text: string): void;
}

/** A scan with the login of whoever sits at a terminal. @throws UserError, VaultError */
export async function scanOf(ports: Ports, asked: Asked): Promise<ExpiringSource> {
  const { config, clusters } = ports;
  return liveSource(await scanClusters({ clusters, settings: scanSettings(config), isBot: false, ...asked }));
}

/**
 * What the last scan of the bot knows. With `asked`, when there was none yet, it is made now.
 *
 * @throws UserError when there is none
 */
export async function lastScanOf(ports: Ports, asked?: Asked): Promise<ExpiringSource> {
  const { store, config } = ports;
  if (!store)
    throw new UserError(
      `There is no database ${config.store.file}. Run this where the bot runs, or leave --stored out.`,
    );
  const known = await storedSource(store.db);
  if (known) return known;
  if (asked) return scanNow(ports, asked);
  throw new UserError('The bot has not finished a scan yet. Leave --stored out to scan now.');
}

/** Two people who ask for a scan at once, or one after the other, get the same. */
const freshForMs = minuteMs;
const running = sharedBy((_store: Store): { scan: Promise<unknown> | undefined } => ({ scan: undefined }));

/** A scan of the bot's made now, and remembered. */
export async function scanNow(ports: Ports, asked: Asked): Promise<ExpiringSource> {
  const { store } = ports;
  if (!store) throw new UserError('This needs the store, which is not configured. Ask the platform team.');
  const known = await storedSource(store.db);
  const isFresh = known && asked.now.getTime() - known.scannedAt.getTime() < freshForMs;
  if (!isFresh || known.unseen.length > 0) {
    const run = running(store);
    run.scan ??= runScan({ ...ports, store }, asked).finally(() => {
      run.scan = undefined;
    });
    await run.scan;
  }
  const source = await storedSource(store.db);
  if (!source) throw new UserError('The scan could not be kept. Try again in a minute.');
  return source;
}
