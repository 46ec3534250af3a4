import type { KnownBlock } from '@slack/types';
import { bold, code, context, list, type Mrkdwn, md, message, slackDate } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import type { NodeStatus } from '../vault/node-probe.ts';
import type { ClusterStatus, StatusLook } from './look-at-clusters.ts';
import { isProblem, type NodeState, summarize, wellLast, worstFirst } from './node-state.ts';

/**
 * A look for Slack: one line for each cluster, those with problems first and with their nodes; a cluster that is
 * well is folded into its line, unless it is the only one.
 */
export function statusMessage(look: StatusLook): Message {
  const sorted = wellLast(look.clusters);
  const checkedAt = new Date(look.checkedAt);
  return message({
    text: sorted.map((cluster) => `${cluster.name}: ${summarize(cluster).text}`).join('; '),
    blocks: sorted.flatMap((cluster) => clusterBlocks(cluster, sorted.length === 1)),
    footer: [context(md`Looked ${slackDate(checkedAt, look.checkedAt)}`)],
  });
}

function clusterBlocks(cluster: ClusterStatus, unfolded: boolean): KnownBlock[] {
  const { well, text } = summarize(cluster);
  const rows = worstFirst(cluster.nodes);
  const line = md`${well ? ':large_green_circle:' : ':red_circle:'} ${bold(cluster.name)}  ${text}`;
  const isWorthALine = rows.length > 1 || !well;
  const shown = unfolded && isWorthALine ? rows : rows.filter(({ state }) => isProblem(state));
  return list([line, ...shown.map(({ node, state }) => nodeLine(node, state))]);
}

function nodeLine(node: NodeStatus, state: NodeState): Mrkdwn {
  const said = node.error ?? node.version;
  const rest = said === null ? '' : ` – ${said}`;
  return md`•  ${code(hostOf(node.address))}  ${state}${rest}`;
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
