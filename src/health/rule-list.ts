import { foreignNode } from './rules/foreign-node.ts';
import { leaderFlapping } from './rules/leader-flapping.ts';
import { networkOfBot } from './rules/network-of-bot.ts';
import { noActiveNode } from './rules/no-active-node.ts';
import { notInitialized } from './rules/not-initialized.ts';
import { recoveryMode } from './rules/recovery-mode.ts';
import type { Rule } from './rules/rule.ts';
import { sealedNode } from './rules/sealed-node.ts';
import { tlsError } from './rules/tls-error.ts';
import { twoActiveNodes } from './rules/two-active-nodes.ts';
import { unreachableNode } from './rules/unreachable-node.ts';

/** All rules. A test compares this list with the folder `rules/`, the runbooks and docs/health.md. */
// biome-ignore format: one line each, so that changes side by side stay easy to merge
export const ruleList: readonly Rule[] = [
  networkOfBot,
  notInitialized,
  sealedNode,
  unreachableNode,
  tlsError,
  recoveryMode,
  noActiveNode,
  twoActiveNodes,
  leaderFlapping,
  foreignNode,
];
