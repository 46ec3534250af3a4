import type { NodeStatus } from '../vault/node-probe.ts';
import type { ClusterStatus, StatusProblem } from './read-status.ts';

/** What a node is, worst first: the order in which people read it. */
export const nodeStates = [
  'unreachable',
  'unclear',
  'not initialized',
  'sealed',
  'active',
  'standby',
  'unsealed',
] as const;
export type NodeState = (typeof nodeStates)[number];

export function nodeState(node: NodeStatus): NodeState {
  if (!node.reachable) return 'unreachable';
  if (node.initialized === false) return 'not initialized';
  if (node.sealed) return 'sealed';
  if (node.sealed === null) return 'unclear';
  if (node.standby === null) return 'unsealed';
  return node.standby ? 'standby' : 'active';
}

/** True when the node does not do its work. */
export function isProblem(state: NodeState): boolean {
  return nodeStates.indexOf(state) < nodeStates.indexOf('active');
}

/** The nodes, worst first, else in their order. */
export function worstFirst(nodes: readonly NodeStatus[]): { node: NodeStatus; state: NodeState }[] {
  return nodes
    .map((node) => ({ node, state: nodeState(node) }))
    .sort((a, b) => nodeStates.indexOf(a.state) - nodeStates.indexOf(b.state));
}

/** How a whole cluster is, in a clause: `2 of 3 nodes sealed`. */
export interface ClusterSummary {
  well: boolean;
  text: string;
}

export function summarize({ nodes }: Pick<ClusterStatus, 'nodes'>): ClusterSummary {
  const states = nodes.map(nodeState);
  const problems = nodeStates
    .filter(isProblem)
    .map((state) => ({ state, count: states.filter((one) => one === state).length }))
    .filter(({ count }) => count > 0);
  if (problems.length > 0) {
    const parts = problems.map(({ state, count }) => countOf(count, nodes.length, state));
    return { well: false, text: parts.join(', ') };
  }
  const active = states.filter((state) => state === 'active').length;
  const allTold = !states.includes('unsealed');
  if (allTold && nodes.length > 1 && active !== 1)
    return { well: false, text: active === 0 ? 'no active node' : `${active} active nodes at once` };
  return { well: true, text: nodes.length === 1 ? 'well' : `${allOf(nodes.length)} well` };
}

/** The clusters, worst first, else in their order. */
export function worstClustersFirst(
  clusters: readonly ClusterStatus[],
  problems: readonly StatusProblem[],
): ClusterStatus[] {
  const rank = (one: ClusterStatus): number => {
    const own = problems.filter(({ cluster }) => cluster === one.name).map(({ severity }) => severity);
    if (own.includes('critical')) return 0;
    if (!summarize(one).well) return 1;
    return own.includes('warning') ? 2 : 3;
  };
  return [...clusters].sort((a, b) => rank(a) - rank(b));
}

function countOf(count: number, all: number, state: NodeState): string {
  if (all === 1) return state;
  return count === all ? `${allOf(all)} ${state}` : `${count} of ${all} nodes ${state}`;
}

function allOf(count: number): string {
  return count === 2 ? 'both nodes' : `all ${count} nodes`;
}
