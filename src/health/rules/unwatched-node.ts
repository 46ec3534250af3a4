import { wordList } from '../cluster-view.ts';
import { defineRule } from './rule.ts';

/** Nodes are watched by the addresses that are configured: `sys/ha-status` only checks that list. */
export const unwatchedNode = defineRule({
  rule: 'unwatched-node',
  title: 'Nodes that nobody watches',
  meaning:
    'The cluster has more nodes than the bot looks at. One of them may be sealed without anybody being told.',
  nextStep:
    'List each node by its own address under `clusters[].nodes` in steward.yaml, never the load balancer.',
  basis: 'cluster',
  judge: ({ facts, nodes }) => {
    if (!facts?.haNodes) return undefined;
    const there = new Set(facts.haNodes.map(({ clusterAddress, hostname }) => clusterAddress || hostname));
    if (there.size <= nodes.length) return [];
    const apiAddresses = [...new Set(facts.haNodes.map(({ apiAddress }) => apiAddress))];
    const watched = new Set(nodes.map(({ address }) => address));
    const unknown = apiAddresses.filter((address) => !watched.has(address));
    const isTold = apiAddresses.length === there.size && unknown.length > 0;
    const names = isTold ? `: ${wordList(unknown)} ${unknown.length === 1 ? 'is' : 'are'} missing` : '';
    return [
      {
        severity: 'info',
        text: `The cluster has ${there.size} nodes, and ${nodes.length} ${nodes.length === 1 ? 'is' : 'are'} watched${names}`,
      },
    ];
  },
});
