import type { NodeStatus } from '../vault/node-probe.ts';
import { type ClusterSummary, isProblem, type NodeState } from './node-state.ts';
import type { StatusProblem } from './read-status.ts';

/** A cluster's line: how its nodes are, and that there is more to say where they are well. */
export function summarizeProblems(
  summary: ClusterSummary,
  problems: readonly StatusProblem[],
): ClusterSummary {
  const grave = problems.filter(({ severity }) => severity !== 'info');
  if (!summary.well || grave.length === 0) return summary;
  const count = grave.length === 1 ? '1 problem' : `${grave.length} problems`;
  return { well: false, text: `${count}, ${summary.text === 'well' ? 'its node is well' : summary.text}` };
}

/** Problems that are told in the lines of nodes that do not do their work, and all others. */
export function splitProblems(
  problems: readonly StatusProblem[],
  rows: readonly { node: NodeStatus; state: NodeState }[],
): { ofNodes: ReadonlyMap<string, StatusProblem>; others: readonly StatusProblem[] } {
  const down = new Set(rows.filter(({ state }) => isProblem(state)).map(({ node }) => node.address));
  const isOfDownNode = ({ node }: StatusProblem): boolean => node !== undefined && down.has(node);
  return {
    ofNodes: new Map(problems.filter(isOfDownNode).map((problem) => [problem.node ?? '', problem])),
    others: problems.filter((problem) => !isOfDownNode(problem)),
  };
}
