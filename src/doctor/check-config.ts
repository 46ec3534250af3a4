import type { Config } from '../config/config.ts';
import type { Check, Finding } from './check.ts';

/** A configuration that parses may still leave things out: what that switches off is told here. */
export const checkConfig: Check = {
  name: 'configuration',
  applies: () => true,
  run: async ({ ports: { config } }) => [
    {
      name: 'configuration',
      ok: config.clusters.length > 0,
      detail:
        config.clusters.length > 0
          ? `${config.clusters.length === 1 ? 'One cluster' : `${config.clusters.length} clusters`}: ${config.clusters.map((cluster) => cluster.name).join(', ')}`
          : 'No cluster is configured',
      ...(config.clusters.length > 0 ? {} : { fix: 'Set VAULT_ADDR, or list clusters in steward.yaml.' }),
    },
    ...config.clusters.filter((cluster) => cluster.nodes.length === 0).map(nodesFinding),
  ],
};

function nodesFinding(cluster: Config['clusters'][number]): Finding {
  return {
    name: `configuration of ${cluster.name}`,
    ok: true,
    detail:
      'No nodes are listed, so only the address itself is watched. A load balancer hides a sealed node.',
    fix: `List each node’s own address under clusters → ${cluster.name} → nodes.`,
  };
}
