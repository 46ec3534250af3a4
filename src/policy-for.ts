import type { Config } from './config/config.ts';
import type { Cluster } from './core/inventory/cluster.ts';
import { type LivePolicy, readLivePolicy } from './core/inventory/live-policy.ts';
import type { PlacedLine } from './core/inventory/policy.ts';
import { dateWriterNeeds } from './core/inventory/policy-needs.ts';
import { featureList } from './feature-list.ts';
import { trimSlashes } from './vault/login-inputs.ts';

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
  const extra = [
    ...ownLoginLines(config, cluster.name),
    ...featureList.flatMap((feature) => feature.policyLines(config, cluster.name)),
  ];
  return readLivePolicy(cluster, { now, extra, ...(signal ? { signal } : {}) });
}

/**
 * The policy that the same login has besides, where `expiry.write` is on: the custom metadata of secrets, by PATCH.
 *
 * @throws VaultError when the whole server does not answer
 */
export function datesPolicyFor(cluster: Cluster, now: Date, signal?: AbortSignal): Promise<LivePolicy> {
  const heading =
    'Beside the reading policy of vault-steward, where expiry.write is on: custom metadata, and nothing else of a secret.';
  return readLivePolicy(cluster, {
    now,
    other: { needs: dateWriterNeeds, heading },
    ...(signal ? { signal } : {}),
  });
}

/**
 * The end of our own secret id. `+` is any role: whoever looks a secret id up has to know it already. A plain token is
 * taken for an operator's, who writes the policy before the bot has a login.
 */
function ownLoginLines(config: Config, name: string): PlacedLine[] {
  const own = config.clusters.find((cluster) => cluster.name === name);
  if (!own || own.auth.method === 'kubernetes') return [];
  const mount = own.auth.method === 'approle' ? trimSlashes(own.auth.mount) : 'approle';
  return [
    {
      namespace: own.namespace,
      path: `auth/${mount}/role/+/secret-id/lookup`,
      capabilities: ['update'],
      feature: 'doctor',
      why: 'when our own secret id ends',
    },
  ];
}
