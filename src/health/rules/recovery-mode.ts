import { hostOf } from '../cluster-view.ts';
import { affectedNodes } from './affected-nodes.ts';
import { defineRule } from './rule.ts';

/** Started with `-recovery`: https://openbao.org/docs/concepts/recovery-mode/ */
export const recoveryMode = defineRule({
  rule: 'recovery-mode',
  title: 'Node is in recovery mode',
  meaning: 'Somebody started the node to repair its storage. It serves nobody and no other node can join it.',
  nextStep: 'Ask who repairs it; when that is done, start it again without `-recovery`.',
  basis: 'nodes',
  judgesSilentNodes: true,
  judge: (view) =>
    affectedNodes(
      view,
      view.nodes.filter(({ look }) => look.failure === 'recovery'),
      ({ address }) => `${hostOf(address)} is in recovery mode`,
      { waits: false },
    ),
});
