import { hostOf, isActive, wordList } from '../cluster-view.ts';
import { defineRule } from './rule.ts';

/**
 * One node that is reached by two addresses says "I am active" twice: only different addresses between the servers
 * tell two nodes apart. At a change of leaders two may say so for a moment.
 */
export const twoActiveNodes = defineRule({
  rule: 'two-active-nodes',
  title: 'More than one active node',
  meaning:
    'Two nodes take requests at once. One of them cannot write, or both write and their data drift apart.',
  nextStep: 'Find out which node the others follow, and stop the other one.',
  command: 'bao read -address={node} sys/leader',
  basis: 'nodes',
  judge: ({ nodes, settings }) => {
    const active = nodes.filter((node) => isActive(node) && node.leader?.isSelf !== false);
    const told = active.filter(({ leader }) => leader !== undefined);
    const servers = new Set(told.map(({ leader }) => leader?.clusterAddress || leader?.address));
    if (servers.size < 2) return [];
    const names = wordList(told.map(({ address }) => hostOf(address)));
    return [
      {
        severity: settings.activeOrMajority.severity,
        looks: 2,
        text: `${servers.size} nodes are active at once: ${names}`,
      },
    ];
  },
});
