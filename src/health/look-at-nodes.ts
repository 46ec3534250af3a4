import type { Cluster } from '../core/inventory/cluster.ts';
import type { LeaderView, LookLimits, NodeLook } from '../vault/node-probe.ts';

/** Each node has this long to answer, all of them together. */
export const lookLimitMs = 2_000;

/** What the nodes of one cluster say of themselves. */
export interface ClusterLook {
  nodes: readonly NodeLook[];
  /** By address, who leads. Asked only where not exactly one node says that it is active. */
  leaders: ReadonlyMap<string, LeaderView>;
}

/** Asks all nodes of a cluster at once, each by its own address, without a token. Never throws. */
export async function lookAtNodes(
  { nodes }: Pick<Cluster, 'nodes'>,
  now: () => Date,
  signal?: AbortSignal,
): Promise<ClusterLook> {
  const limits = { timeoutMs: lookLimitMs, now, ...(signal ? { signal } : {}) };
  const looks = await Promise.all(nodes.map((node) => node.look(limits)));
  return { nodes: looks, leaders: await askLeaders(nodes, looks, limits) };
}

async function askLeaders(
  nodes: Cluster['nodes'],
  looks: readonly NodeLook[],
  limits: LookLimits,
): Promise<Map<string, LeaderView>> {
  const unsealed = looks.filter(({ sealed }) => sealed === false);
  const active = unsealed.filter(({ standby }) => standby === false);
  if (unsealed.length === 0 || active.length === 1) return new Map();
  const asked = nodes.filter(({ address }) => unsealed.some((look) => look.address === address));
  const told = await Promise.all(
    asked.map(async (node) => [node.address, await node.leader(limits)] as const),
  );
  return new Map(told.flatMap(([address, leader]) => (leader ? [[address, leader] as const] : [])));
}
