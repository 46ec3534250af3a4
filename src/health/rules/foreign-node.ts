import { hostOf, isSilent } from '../cluster-view.ts';
import { defineRule } from './rule.ts';

/** A wrong address in the configuration, a node that was initialized by itself, or something that plays Vault. */
export const foreignNode = defineRule({
  rule: 'foreign-node',
  title: 'Node of another cluster',
  meaning: 'One of the configured addresses is answered by a server that belongs to another cluster.',
  nextStep: 'Compare the address with the configuration; if it is right, find out who answers there.',
  command: 'curl -sS {node}/v1/sys/seal-status',
  basis: 'nodes',
  judge: ({ nodes }) => {
    const told = nodes.filter((node) => !isSilent(node) && node.look.clusterId !== undefined);
    const ids = told.map(({ look }) => look.clusterId);
    const counts = new Map(ids.map((id) => [id, ids.filter((one) => one === id).length]));
    if (counts.size < 2) return [];
    const [most] = [...counts].sort((a, b) => b[1] - a[1]);
    const isClear = [...counts].filter(([, count]) => count === most?.[1]).length === 1;
    if (!isClear)
      return [
        { severity: 'warning', looks: 2, text: `The nodes belong to ${counts.size} different clusters` },
      ];
    return told
      .filter(({ look }) => look.clusterId !== most?.[0])
      .map(({ address }) => ({
        node: address,
        severity: 'warning',
        looks: 2,
        text: `${hostOf(address)} belongs to another cluster than the other nodes`,
      }));
  },
});
