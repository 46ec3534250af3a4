import { afterAll } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import type { Cluster } from '../../src/core/inventory/cluster.ts';
import { closeClusters, createClusters } from '../../src/core/inventory/create-clusters.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import type { Ports } from '../../src/ports.ts';

/** A server to log in to: what `startOpenBao` gives, or the same behind a proxy (`{ ...bao, address }`). */
export interface TestServer {
  address: string;
  rootToken: string;
}

export interface TestPortsOptions {
  /** By the cluster's name. */
  servers: Readonly<Record<string, TestServer>>;
  /** Keys of steward.yaml beside `clusters`. */
  config?: Readonly<Record<string, unknown>>;
  /** More keys of every cluster: `nodes`, `namespace`, `caFile` … */
  cluster?: Readonly<Record<string, unknown>>;
  /** Instead of the root token. */
  token?: string;
  /** For `cluster: { auth: { method: 'approle', roleId } }`. */
  secretId?: string;
  now?: () => Date;
}

const opened: Cluster[] = [];
afterAll(() => closeClusters(opened.splice(0)));

/** Ports of real servers, logged in with a token (root by default). Connections are closed after the file's last test. */
export function testPorts(options: TestPortsOptions): Ports {
  const { servers, config: rest = {}, cluster: more = {}, token, secretId, now = () => new Date() } = options;
  const entries = Object.entries(servers);
  const config = parseConfig({
    ...rest,
    clusters: entries.map(([name, { address }]) => ({ name, address, ...more })),
  });
  const clusters = entries.flatMap(([name, server]) => {
    const environment = readEnvironment({
      VAULT_TOKEN: token ?? server.rootToken,
      VAULT_SECRET_ID: secretId,
    });
    const only = { clusters: config.clusters.filter((cluster) => cluster.name === name) };
    return createClusters(only, environment, silentLogger, now);
  });
  opened.push(...clusters);
  return { config, log: silentLogger, now, clusters };
}

/** The only cluster of a server. */
export function testCluster(server: TestServer, options: Omit<TestPortsOptions, 'servers'> = {}): Cluster {
  const [cluster] = testPorts({ ...options, servers: { prod: server } }).clusters;
  if (!cluster) throw new Error('testPorts made no cluster');
  return cluster;
}
