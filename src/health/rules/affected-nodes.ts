import type { ClusterView, NodeView } from '../cluster-view.ts';
import type { Finding } from './rule.ts';

/**
 * A finding for each affected node. It is grave when the node was the active one, or when most nodes are affected:
 * then the cluster serves nobody, or soon will not.
 *
 * @param hold what each node must go through first, beside what the configuration says; `waits: false` leaves out the
 *   time that one node of a healthy cluster has
 */
export function affectedNodes(
  { nodes, settings: { activeOrMajority, oneNode } }: ClusterView,
  affected: readonly NodeView[],
  text: (node: NodeView) => string,
  { looks = 1, waits = true }: { looks?: number; waits?: boolean } = {},
): Finding[] {
  const isMajority = affected.length > nodes.length / 2;
  return affected.map((node): Finding => {
    const isGrave = isMajority || node.lastRole === 'active';
    const { severity, afterSeconds } = isGrave ? activeOrMajority : oneNode;
    const afterMs = isGrave || waits ? afterSeconds * 1000 : 0;
    return { node: node.address, severity, afterMs, looks, text: text(node) };
  });
}
