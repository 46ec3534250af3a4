import { inColour } from '../cli/text-table.ts';
import type { ClusterStatus, StatusLook } from './look-at-clusters.ts';
import { isProblem, type NodeState, summarize, wellLast, worstFirst } from './node-state.ts';

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
export function statusText(
  { clusters }: StatusLook,
  { colours = false }: { colours?: boolean | undefined } = {},
): string {
  return wellLast(clusters)
    .map((cluster) => clusterText(cluster, colours))
    .join('\n\n');
}

function clusterText(cluster: ClusterStatus, colours: boolean): string {
  const rows = worstFirst(cluster.nodes);
  const addressWidth = Math.max(...rows.map(({ node }) => node.address.length));
  const stateWidth = Math.max(...rows.map(({ state }) => state.length));
  const lines = rows.map(({ node, state }) => {
    const said = node.error ?? node.version ?? '';
    const line = `  ${marks[state]} ${node.address.padEnd(addressWidth)}  ${state.padEnd(stateWidth)}  ${said}`;
    return isProblem(state) ? inColour(line.trimEnd(), 'red', colours) : line.trimEnd();
  });
  return [`${cluster.name}  ${summarize(cluster).text}`, ...lines].join('\n');
}
