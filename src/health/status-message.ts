import type { KnownBlock } from '@slack/types';
import { wireId } from '../define-interaction.ts';
import {
  actions,
  bold,
  button,
  code,
  context,
  joinText,
  list,
  type Mrkdwn,
  md,
  mentionUser,
  message,
  section,
  slackDate,
} from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import type { NodeStatus } from '../vault/node-probe.ts';
import { hostOf } from './cluster-view.ts';
import { isProblem, type NodeState, summarize, wellLast, worstFirst } from './node-state.ts';
import type { ClusterBackground, ClusterStatus, StatusAnswer, StatusProblem } from './read-status.ts';
import { splitProblems, summarizeProblems } from './status-words.ts';

/** The button under a private answer. */
export const shareButton = { id: 'status:share', version: 1 } as const;

/**
 * A look for Slack: one line for each cluster, those with problems first, with what is wrong and with their nodes; a
 * cluster that is well is folded into its line, unless it is the only one.
 */
export function statusMessage(
  answer: StatusAnswer,
  options: { share?: { cluster: string | undefined }; sharedBy?: string } = {},
): Message {
  const sorted = wellLast(answer.clusters, answer.problems);
  const network = answer.problems.filter(({ cluster }) => cluster === '').map(problemLine);
  const { share, sharedBy } = options;
  return message({
    text: sorted.map((cluster) => `${cluster.name}: ${clauseOf(cluster, answer).text}`).join('; '),
    blocks: [
      ...(network.length > 0 ? list(network) : []),
      ...sorted.flatMap((cluster) => clusterBlocks(cluster, answer, sorted.length === 1)),
    ],
    footer: [
      context(
        ...looksLine(answer, sorted),
        ...(sharedBy === undefined ? [] : [md`Shared by ${mentionUser(sharedBy)}`]),
      ),
      ...(share
        ? [
            actions([
              button({
                actionId: wireId(shareButton),
                text: 'Share in channel',
                value: share.cluster ?? '*',
              }),
            ]),
          ]
        : []),
    ],
  });
}

function clauseOf(cluster: ClusterStatus, { problems }: StatusAnswer): { well: boolean; text: string } {
  return summarizeProblems(summarize(cluster), problemsOf(cluster, problems));
}

function clusterBlocks(cluster: ClusterStatus, answer: StatusAnswer, unfolded: boolean): KnownBlock[] {
  const { well, text } = clauseOf(cluster, answer);
  const problems = problemsOf(cluster, answer.problems);
  const rows = worstFirst(cluster.nodes);
  const line = md`${markOf(well, problems)} ${bold(cluster.name)}  ${text}`;
  const isWorthALine = rows.length > 1 || !well;
  const shown = unfolded && isWorthALine ? rows : rows.filter(({ state }) => isProblem(state));
  const last = unfolded || !well ? lastIncidentLine(answer.background, cluster.name) : [];
  const { ofNodes, others } = splitProblems(problems, rows);
  return list([
    line,
    ...others.map(problemLine),
    ...shown.map(({ node, state }) => nodeLine(node, state, ofNodes.get(node.address))),
    ...last,
  ]);
}

function markOf(well: boolean, problems: readonly StatusProblem[]): string {
  const isGrave = problems.some(({ severity }) => severity === 'critical');
  if (!well && (isGrave || problems.length === 0)) return ':red_circle:';
  if (problems.some(({ severity }) => severity === 'warning') || !well) return ':large_orange_circle:';
  return ':large_green_circle:';
}

function problemLine({ severity, text, since }: StatusProblem): Mrkdwn {
  return md`${severity === 'info' ? '•' : ':warning:'}  ${text}, since ${slackDate(new Date(since), since)}`;
}

function nodeLine(node: NodeStatus, state: NodeState, problem: StatusProblem | undefined): Mrkdwn {
  if (problem) return md`•  ${problem.text}, since ${slackDate(new Date(problem.since), problem.since)}`;
  const said = node.error ?? node.version;
  const rest = said === null ? '' : ` – ${said}`;
  return md`•  ${code(hostOf(node.address))}  ${state}${rest}`;
}

function lastIncidentLine(background: readonly ClusterBackground[], cluster: string): Mrkdwn[] {
  const last = background.find(({ name }) => name === cluster)?.lastIncident;
  if (!last) return [];
  const over = last.overAt === null ? '' : md`, over ${slackDate(new Date(last.overAt), last.overAt)}`;
  return [md`Last incident: ${last.title}, ${slackDate(new Date(last.since), last.since)}${over}`];
}

/** How old each kind of look is. */
function looksLine({ checkedAt, background }: StatusAnswer, shown: readonly ClusterStatus[]): Mrkdwn[] {
  const own = background.filter(({ name }) => shown.some((cluster) => cluster.name === name));
  const lines = [md`Nodes looked at ${slackDate(new Date(checkedAt), checkedAt)}`];
  const cluster = oldest(own.map(({ clusterLookAt }) => clusterLookAt));
  const slow = oldest(own.map(({ slowLookAt }) => slowLookAt));
  if (cluster) lines.push(md`raft, audit and namespaces ${slackDate(cluster, cluster.toISOString())}`);
  if (slow) lines.push(md`metrics, backups and certificates ${slackDate(slow, slow.toISOString())}`);
  return [joinText(lines, ' · ')];
}

function oldest(dates: readonly (Date | undefined)[]): Date | undefined {
  const known = dates.filter((date) => date !== undefined);
  return known.length < dates.length ? undefined : known.sort((a, b) => a.getTime() - b.getTime())[0];
}

function problemsOf({ name }: ClusterStatus, problems: readonly StatusProblem[]): StatusProblem[] {
  return problems.filter(({ cluster }) => cluster === name);
}

/** What a person reads whose share could not be made. */
export function shareRefusedMessage(text: string): Message {
  return message({ text, blocks: [section(text)] });
}
