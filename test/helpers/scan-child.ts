/**
 * A process that looks through a server once and remembers it, as the bot's job does: `scan-child.ts OPTIONS`, JSON of
 * ScanChildOptions. Says `up`, then `saved` with what became of it, and ends.
 */
import { readEnvironment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { closeClusters, createClusters } from '../../src/core/inventory/create-clusters.ts';
import { runScan } from '../../src/expiry/run-scan.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { openStore } from '../../src/store/open-store.ts';

export interface ScanChildOptions {
  store: string;
  address: string;
  token: string;
}

const options: ScanChildOptions = JSON.parse(process.argv[2] ?? '');
const config = parseConfig({ clusters: [{ name: 'prod', address: options.address }] });
const log = silentLogger;
const now = () => new Date();
const clusters = createClusters(config, readEnvironment({ VAULT_TOKEN: options.token }), log, now);
const store = await openStore(options.store);
console.log('up');
const { signal } = new AbortController();
await runScan({ config, clusters, store, log, now }, { now: now(), signal, log });
console.log('saved');
await closeClusters(clusters);
await store.close();
