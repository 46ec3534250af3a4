import type { ClusterStatus, StatusLook } from './look-at-clusters.ts';
import { type NodeState, summarize, worstFirst } from './node-state.ts';

const marks: Readonly<Record<NodeState, string>> = {
  unreachable: '✗',
  unclear: '✗',
  'not initialized': '✗',
  sealed: '✗',
  active: '●',
  standby: '○',
  unsealed: '●',
};

/**
 * A look for a terminal: a line for each cluster, those with problems first, and under it a line for each node.
 */
export function statusText({ clusters }: StatusLook): string {
  const sorted = [...clusters].sort((a, b) => Number(summarize(a).well) - Number(summarize(b).well));
  return sorted.map(clusterText).join('\n\n');
}

function clusterText(cluster: ClusterStatus): string {
  const rows = worstFirst(cluster.nodes);
  const addressWidth = Math.max(...rows.map(({ node }) => node.address.length));
  const stateWidth = Math.max(...rows.map(({ state }) => state.length));
  const lines = rows.map(({ node, state }) =>
    [
      `  ${marks[state]} ${node.address.padEnd(addressWidth)}`,
      state.padEnd(stateWidth),
      node.error ?? node.version ?? '',
    ]
      .join('  ')
      .trimEnd(),
  );
  return [`${cluster.name}  ${summarize(cluster).text}`, ...lines].join('\n');
}
