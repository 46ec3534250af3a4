import { inColour } from '../cli/text-table.ts';
import { describeSpan } from '../lib/times.ts';
import type { NodeStatus } from '../vault/node-probe.ts';
import { isProblem, type NodeState, summarize, worstClustersFirst, worstFirst } from './node-state.ts';
import type { ClusterStatus, StatusAnswer, StatusProblem } from './read-status.ts';
import { ageOf, looksOf, neverOf } from './status-looks.ts';
import { splitProblems, summarizeProblems } from './status-words.ts';

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
 * A look for a terminal: a line for each cluster, those with problems first, under it what is wrong, then a line for
 * each node.
 */
export function statusText(
  answer: StatusAnswer,
  { now, colours = false }: { now: Date; colours?: boolean | undefined },
): string {
  const network = answer.problems.filter(({ cluster }) => cluster === '');
  return [
    ...network.map((problem) => problemLine(problem, now, colours).trim()),
    ...worstClustersFirst(answer.clusters, answer.problems).map((cluster) =>
      clusterText(cluster, answer, now, colours),
    ),
    looksText(answer, now),
  ].join('\n\n');
}

/** A terminal asks the nodes alone: all else is what the running bot saw, with the age of its looks. */
function looksText(answer: StatusAnswer, now: Date): string {
  const looks = looksOf(answer);
  const parts = looks.map((look) => `${look.what} ${ageOf(look.at, now)}${neverOf(look)}`);
  if (looks.length === 1) parts.push('no bot has looked at anything else yet');
  return `Looked at: ${parts.join('; ')}`;
}

function clusterText(
  cluster: ClusterStatus,
  { problems, background }: StatusAnswer,
  now: Date,
  colours: boolean,
): string {
  const own = problems.filter((problem) => problem.cluster === cluster.name);
  const rows = worstFirst(cluster.nodes);
  const addressWidth = Math.max(...rows.map(({ node }) => node.address.length));
  const stateWidth = Math.max(...rows.map(({ state }) => state.length));
  const { ofNodes, others } = splitProblems(own, rows);
  const lines = rows.map(({ node, state }) => {
    const problem = ofNodes.get(node.address);
    const said = problem
      ? `${nodeWords(node, problem)}${heldFor(problem, now)}`
      : (node.error ?? node.version ?? '');
    const line = `  ${marks[state]} ${node.address.padEnd(addressWidth)}  ${state.padEnd(stateWidth)}  ${said}`;
    return isProblem(state) ? inColour(line.trimEnd(), 'red', colours) : line.trimEnd();
  });
  const last = background.find(({ name }) => name === cluster.name)?.lastIncident;
  return [
    `${cluster.name}  ${summarizeProblems(summarize(cluster), own).text}`,
    ...others.map((problem) => problemLine(problem, now, colours)),
    ...lines,
    ...(last
      ? [`  Last incident: ${last.title}, ${describeSpan(now.getTime() - Date.parse(last.since))} ago`]
      : []),
  ].join('\n');
}

function problemLine(problem: StatusProblem, now: Date, colours: boolean): string {
  const line = `  ! ${problem.severity}: ${problem.text}${heldFor(problem, now)}`;
  return problem.severity === 'info' ? line : inColour(line, 'red', colours);
}

/** Its address and state stand in the line already. */
function nodeWords({ error, version }: NodeStatus, { text }: StatusProblem): string {
  return error ?? /\d+ of \d+ unseal keys given/.exec(text)?.[0] ?? version ?? '';
}

function heldFor({ since }: StatusProblem, now: Date): string {
  const heldMs = now.getTime() - Date.parse(since);
  return heldMs < 1_000 ? '' : `, for ${describeSpan(heldMs)}`;
}
