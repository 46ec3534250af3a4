import type { Cluster } from '../core/inventory/cluster.ts';
import { secondMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import { type ClusterLook, lookAtNodes, lookLimitMs } from './look-at-nodes.ts';
import { memoriesOf } from './watch-service.ts';

/** A watcher that has missed so many looks does not watch any more. */
const missedLooks = 3;

/** The nodes of one cluster as they were seen, and when. */
export interface SeenNodes {
  look: ClusterLook;
  at: Date;
}

/**
 * What the watcher of this process saw last: whoever asks often need not ask the nodes a second time. Undefined where
 * nobody watches, or not lately.
 */
function recentLook(ports: Ports, cluster: string, now: Date): SeenNodes | undefined {
  const memory = memoriesOf(ports).find(({ name }) => name === cluster);
  if (!memory?.lookedAt) return undefined;
  const oldestMs = missedLooks * ports.config.health.lookSeconds * secondMs + lookLimitMs;
  const at = memory.lookedAt;
  return now.getTime() - at.getTime() <= oldestMs ? { look: memory.lastLook, at } : undefined;
}

/** What the watcher saw lately; where nobody watches, what a look shows that is made now. */
export async function seeNodes(
  ports: Ports,
  cluster: Cluster,
  now: Date,
  signal?: AbortSignal,
): Promise<SeenNodes> {
  return recentLook(ports, cluster.name, now) ?? lookNow(ports, cluster, now, signal);
}

/** The nodes are asked, whatever anybody saw. */
export async function lookNow(
  ports: Ports,
  cluster: Cluster,
  now: Date,
  signal?: AbortSignal,
): Promise<SeenNodes> {
  return { look: await lookAtNodes(cluster, ports.now, signal), at: now };
}
