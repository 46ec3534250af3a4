import { readEnvironment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { closeClusters, createClusters } from '../../src/core/inventory/create-clusters.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { monthOf, shiftMonth } from '../../src/reports/month.ts';
import { postReport } from '../../src/reports/post-report.ts';
import { readCluster } from '../../src/reports/read-cluster.ts';
import { saveSnapshots } from '../../src/reports/snapshot-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { RunningServer } from '../openbao/start-openbao.ts';
import { samplePast } from './sample-past.ts';
import { storingOutbox } from './storing-outbox.ts';

/**
 * Gives the bot a past to tell of: three months of daily figures in its store, and the report of the last whole month
 * waiting in its outbox, so that the bot posts it as soon as it is there.
 *
 * @param config steward.yaml, as the bot gets it
 */
export async function layOutPast(server: RunningServer, config: object, now: Date): Promise<void> {
  const parsed = parseConfig(config);
  const environment = readEnvironment({ VAULT_TOKEN: server.rootToken });
  // As a person in a terminal, whose own token goes before the configured AppRole.
  const clusters = createClusters(parsed, environment, silentLogger, () => now, { terminalTokenFile: '' });
  const store = await openStore(parsed.store.file);
  const outbox = storingOutbox(store, now);
  try {
    const { timeZone: zone } = parsed;
    for (const cluster of clusters) {
      const live = await readCluster(cluster);
      await saveSnapshots(store.db, samplePast({ cluster: cluster.name, live, now, zone }));
    }
    const channel = parsed.channels.reports;
    if (channel === undefined) return;
    const ports = { config: parsed, log: silentLogger, now: () => now, clusters, store, outbox };
    await postReport(shiftMonth(monthOf(now, zone), -1), channel, {
      ports,
      log: silentLogger,
      now,
      dueAt: now,
    });
  } finally {
    await store.close();
    await closeClusters(clusters);
  }
}
