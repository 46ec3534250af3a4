import { hostOf, type NodeView } from '../cluster-view.ts';
import { affectedNodes } from './affected-nodes.ts';
import { defineRule } from './rule.ts';

/** A sealed node holds no keys and serves nobody: https://openbao.org/docs/concepts/seal/ */
export const sealedNode = defineRule({
  rule: 'sealed-node',
  title: 'Node is sealed',
  meaning:
    'A sealed node serves nobody. While another node is active, users notice nothing; when all are sealed, nobody gets a secret.',
  nextStep: 'Find out why it was sealed, then unseal it with your key holders.',
  command: 'bao operator unseal -address={node}',
  basis: 'nodes',
  judge: (view) =>
    affectedNodes(
      view,
      view.nodes.filter(({ look }) => look.sealed === true && look.initialized !== false),
      (node) => `${hostOf(node.address)} is sealed${unsealProgress(node)}`,
    ),
});

/** Somebody is unsealing it. */
function unsealProgress({ look: { unseal } }: NodeView): string {
  if (!unseal || unseal.progress === 0) return '';
  return `, ${unseal.progress} of ${unseal.threshold} unseal keys given`;
}
