import type { Cluster } from '../core/inventory/cluster.ts';
import { UserError } from '../lib/errors.ts';
import { toRfc3339 } from '../lib/times.ts';
import { type NodeStatus, toNodeStatus } from '../vault/node-probe.ts';

/** What the nodes of one cluster say, in the order of the configuration. */
export interface ClusterStatus {
  name: string;
  address: string;
  nodes: readonly NodeStatus[];
}

/** One look at everything. The names are those of `status --json`, a contract. */
export interface StatusLook {
  /** RFC 3339, UTC. */
  checkedAt: string;
  clusters: readonly ClusterStatus[];
}

/** Each node has this long to answer, all of them together. */
const lookLimitMs = 2_000;

/**
 * Asks every node of the clusters by its own address, without a token, all at once.
 *
 * @throws UserError when there is no cluster to look at
 */
export async function lookAtClusters(
  clusters: readonly Cluster[],
  now: Date,
  signal?: AbortSignal,
): Promise<StatusLook> {
  if (clusters.length === 0)
    throw new UserError('No cluster is configured. Set VAULT_ADDR, or `clusters` in steward.yaml.');
  const limits = { timeoutMs: lookLimitMs, ...(signal ? { signal } : {}) };
  return {
    checkedAt: toRfc3339(now),
    clusters: await Promise.all(
      clusters.map(async ({ name, address, nodes }) => ({
        name,
        address,
        nodes: (await Promise.all(nodes.map((node) => node.look(limits)))).map(toNodeStatus),
      })),
    ),
  };
}
