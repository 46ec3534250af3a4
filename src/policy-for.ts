import type { Config } from './config/config.ts';
import type { Cluster } from './core/inventory/cluster.ts';
import { type LivePolicy, readLivePolicy } from './core/inventory/live-policy.ts';
import { featureList } from './feature-list.ts';

/**
 * The least policy for the reading login of a cluster: what every reading command needs there now, and what the rooms
 * that are switched on need besides.
 *
 * @throws VaultError when the whole server does not answer
 */
export function policyFor(
  cluster: Cluster,
  config: Config,
  now: Date,
  signal?: AbortSignal,
): Promise<LivePolicy> {
  const extra = featureList.flatMap((feature) => feature.policyLines(config, cluster.name));
  return readLivePolicy(cluster, { now, extra, ...(signal ? { signal } : {}) });
}
