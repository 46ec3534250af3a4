import type { KnownBlock } from '@slack/types';
import { wireId } from '../define-interaction.ts';
import { hourMs, toRfc3339 } from '../lib/times.ts';
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
import { isProblem, type NodeState, summarize, worstClustersFirst, worstFirst } from './node-state.ts';
import type { ClusterStatus, StatusAnswer, StatusProblem } from './read-status.ts';
import { ageOf, looksOf, neverOf } from './status-looks.ts';
import { splitProblems, summarizeProblems } from './status-words.ts';

/** The button under a private answer. */
export const shareButton = { id: 'status:share', version: 1 } as const;

export interface StatusMessageOptions {
  /** An answer that one person sees: it can be shared, and says how old things are. Others say when they were. */
  share?: { cluster: string | undefined };
  sharedBy?: string;
}

/**
 * A look for Slack: one line for each cluster, those with problems first, with what is wrong and with their nodes; a
 * cluster that is well is folded into its line, unless it is the only one.
 */
export function statusMessage(answer: StatusAnswer, options: StatusMessageOptions = {}): Message {
  const sorted = worstClustersFirst(answer.clusters, answer.problems);
  const network = answer.problems
    .filter(({ cluster }) => cluster === '')
    .map((problem) => problemLine(problem, answer));
  const { share, sharedBy } = options;
  return message({
    text: sorted.map((cluster) => `${cluster.name}: ${clauseOf(cluster, answer).text}`).join('; '),
    blocks: [
      ...(network.length > 0 ? list(network) : []),
      ...sorted.flatMap((cluster) => clusterBlocks(cluster, answer, sorted.length === 1)),
    ],
    footer: [
      context(
        joinText(
          [
            ...looksLine(answer, share !== undefined),
            ...(sharedBy === undefined ? [] : [md`shared by ${mentionUser(sharedBy)}`]),
          ],
          ' · ',
        ),
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
  const last = unfolded || !well ? lastIncidentLine(answer, cluster.name) : [];
  const { ofNodes, others } = splitProblems(problems, rows);
  return list([
    line,
    ...others.map((problem) => problemLine(problem, answer)),
    ...shown.map(({ node, state }) => nodeLine(node, state, ofNodes.get(node.address), answer)),
    ...last,
  ]);
}

function markOf(well: boolean, problems: readonly StatusProblem[]): string {
  const isGrave = problems.some(({ severity }) => severity === 'critical');
  if (!well && (isGrave || problems.length === 0)) return ':red_circle:';
  if (problems.some(({ severity }) => severity === 'warning') || !well) return ':large_orange_circle:';
  return ':large_green_circle:';
}

function problemLine(problem: StatusProblem, answer: StatusAnswer): Mrkdwn {
  return md`${problem.severity === 'info' ? '•' : ':warning:'}  ${problemText(problem, answer)}`;
}

function nodeLine(
  node: NodeStatus,
  state: NodeState,
  problem: StatusProblem | undefined,
  answer: StatusAnswer,
): Mrkdwn {
  if (problem) return md`•  ${problemText(problem, answer)}`;
  const said = node.error ?? node.version;
  const rest = said === null ? '' : ` – ${said}`;
  return md`•  ${code(hostOf(node.address))}  ${state}${rest}`;
}

/** What is wrong, with the node's address as code where the rule begins with it, and since when. */
function problemText({ text, node, since }: StatusProblem, { checkedAt }: StatusAnswer): Mrkdwn {
  const host = node === undefined ? '' : hostOf(node);
  const said =
    host !== '' && text.startsWith(host) ? md`${code(host)}${text.slice(host.length)}` : md`${text}`;
  return md`${said}, since ${timeText(since, checkedAt)}`;
}

/** The day is said only where it is not clear. */
function timeText(at: string, checkedAt: string): Mrkdwn {
  const isRecent = Date.parse(checkedAt) - Date.parse(at) < 12 * hourMs;
  return isRecent ? slackDate(new Date(at), at, '{time}') : slackDate(new Date(at), at);
}

function lastIncidentLine({ background, checkedAt }: StatusAnswer, cluster: string): Mrkdwn[] {
  const last = background.find(({ name }) => name === cluster)?.lastIncident;
  if (!last) return [];
  const end = last.overAt === null ? '' : md` to ${timeText(last.overAt, checkedAt)}`;
  return [md`Last incident: ${last.title}, ${timeText(last.since, checkedAt)}${end}`];
}

/** How old each kind of look is, or when it was. */
function looksLine(answer: StatusAnswer, inWords: boolean): Mrkdwn[] {
  const checkedAt = new Date(answer.checkedAt);
  const parts = looksOf(answer).map((look, index) => {
    const { what, at } = look;
    const when = inWords || !at ? ageOf(at, checkedAt) : clockText(at, index === 0);
    return md`${what} ${when}${neverOf(look)}`;
  });
  return [md`Looked at: ${joinText(parts, ' · ')}`];
}

function clockText(at: Date, withDay: boolean): Mrkdwn {
  const told = Number.isFinite(at.getTime()) ? toRfc3339(at) : 'some time';
  return slackDate(at, told, withDay ? undefined : '{time}');
}

function problemsOf({ name }: ClusterStatus, problems: readonly StatusProblem[]): StatusProblem[] {
  return problems.filter(({ cluster }) => cluster === name);
}

/** What a person reads whose share could not be made. */
export function shareRefusedMessage(text: string): Message {
  return message({ text, blocks: [section(text)] });
}
