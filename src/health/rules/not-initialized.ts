import { hostOf } from '../cluster-view.ts';
import { affectedNodes } from './affected-nodes.ts';
import { defineRule } from './rule.ts';

/** Storage without a cluster in it, or a node that never joined: https://openbao.org/api-docs/system/init/ */
export const notInitialized = defineRule({
  rule: 'not-initialized',
  title: 'Node is not initialized',
  meaning: 'The node has empty storage: it belongs to no cluster yet, or it has lost what it had.',
  nextStep:
    'Join it to its cluster. If the whole cluster says so, do not initialize it anew: look for its storage.',
  command: 'bao operator raft join -address={node} https://LEADER:8200',
  basis: 'nodes',
  judge: (view) =>
    affectedNodes(
      view,
      view.nodes.filter(({ look }) => look.initialized === false),
      ({ address }) => `${hostOf(address)} is not initialized`,
    ),
});
