import { hostOf, type NodeView } from '../cluster-view.ts';
import { affectedNodes } from './affected-nodes.ts';
import { defineRule } from './rule.ts';

/** Nothing came back that says how the node is. It may be well, and only the way to it broken. */
export const unreachableNode = defineRule({
  rule: 'unreachable-node',
  title: 'Node cannot be reached',
  meaning:
    'The bot gets no answer from the node. Users may still reach it, if only the way from the bot is broken.',
  nextStep: 'Ask the node from another place; if it is silent there too, look at its host and its service.',
  command: 'curl -sS {node}/v1/sys/seal-status',
  basis: 'nodes',
  judgesSilentNodes: true,
  judge: (view) =>
    affectedNodes(
      view,
      view.nodes.filter(({ look }) => look.failure === 'silent' || look.failure === 'odd'),
      (node) => `${hostOf(node.address)} cannot be reached from ${view.host}: ${reason(node)}`,
      { looks: view.settings.unreachableLooks, waits: false },
    ),
});

function reason({ look: { error = 'no answer' } }: NodeView): string {
  const clause = error.replace(/^No answer: /, '');
  return clause.charAt(0).toLowerCase() + clause.slice(1);
}
