import { isActive } from '../cluster-view.ts';
import { defineRule } from './rule.ts';

/**
 * Standby nodes pass requests to the active one; without it they answer nothing. Where the active node is merely out
 * of our sight, the standby nodes still name it.
 */
export const noActiveNode = defineRule({
  rule: 'no-active-node',
  title: 'No active node',
  meaning: 'No node leads the cluster: nobody gets a secret, though nodes answer and are unsealed.',
  nextStep: 'See whether most voters are there and reach each other on the cluster port (8201).',
  command: 'bao operator raft list-peers',
  basis: 'nodes',
  judge: ({ nodes, settings }) => {
    const waiting = nodes.filter(({ look }) => look.sealed === false && look.standby === true);
    if (nodes.some(isActive)) return [];
    if (waiting.length === 0) return nodes.some(({ look }) => look.sealed === null) ? undefined : [];
    if (waiting.some(({ leader }) => (leader?.address ?? '') !== '')) return [];
    const { severity, afterSeconds } = settings.activeOrMajority;
    const count = waiting.length === 1 ? 'One unsealed node waits' : `${waiting.length} unsealed nodes wait`;
    return [
      {
        severity,
        afterMs: afterSeconds * 1000,
        looks: settings.unreachableLooks,
        text: `No node is active: ${count} for a leader`,
      },
    ];
  },
});
