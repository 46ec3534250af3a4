import type { HealthConfig } from '../config/health.ts';
import type { Cluster } from '../core/inventory/cluster.ts';
import { coerceError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { PrometheusClient } from '../prometheus/prometheus-client.ts';
import { readBackup } from './read-backup.ts';
import { readMetrics } from './read-metrics.ts';
import type { CertificateFact, SlowFacts } from './slow-facts.ts';

const certificateLimitMs = 5_000;

export interface SlowLook {
  cluster: Cluster;
  settings: HealthConfig;
  prometheus: PrometheusClient | undefined;
  /** What the cluster calls itself; undefined while no node says so. */
  serverName: string | undefined;
  now: Date;
  log: Logger;
  signal: AbortSignal;
}

/** Metrics, backups and certificates of one cluster. What fails is missing, and costs only itself. */
export async function lookSlowly(look: SlowLook): Promise<SlowFacts> {
  const { cluster, settings, prometheus, serverName, now, log, signal } = look;
  const orMissing = async <T>(what: string, work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      log.warn({ error: coerceError(error), cluster: cluster.name, what }, 'A slow look failed');
      return undefined;
    }
  };
  const backup = settings.backups.find((one) => one.cluster === cluster.name);
  const nodes = cluster.nodes.map(({ address }) => new URL(address).host);
  const [metrics, backupFact, certificates] = await Promise.all([
    prometheus && serverName !== undefined
      ? orMissing('metrics', readMetrics(prometheus, serverName, nodes, now, signal))
      : undefined,
    backup && orMissing('backup', readBackup(backup, prometheus, now, signal)),
    readCertificates(cluster),
  ]);
  return { metrics, backup: backupFact, certificates };
}

/** A node that shows none has a rule of its own: unreachable, or TLS that does not work. */
async function readCertificates({ nodes }: Cluster): Promise<CertificateFact[] | undefined> {
  const shown = await Promise.all(
    nodes.map(async (node) => {
      const certificate = await node.certificate(certificateLimitMs).catch(() => undefined);
      return certificate ? [{ address: node.address, ...certificate }] : [];
    }),
  );
  const found = shown.flat().map(({ address, notBefore, notAfter }) => ({ address, notBefore, notAfter }));
  return found.length > 0 ? found : undefined;
}
