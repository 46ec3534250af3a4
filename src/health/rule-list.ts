import { auditBlocked } from './rules/audit-blocked.ts';
import { auditDeviceFailing } from './rules/audit-device-failing.ts';
import { auditMissing } from './rules/audit-missing.ts';
import { backupMissing } from './rules/backup-missing.ts';
import { certificateExpiring } from './rules/certificate-expiring.ts';
import { clockSkew } from './rules/clock-skew.ts';
import { diskFull } from './rules/disk-full.ts';
import { foreignNode } from './rules/foreign-node.ts';
import { irrevocableLeases } from './rules/irrevocable-leases.ts';
import { leaderFlapping } from './rules/leader-flapping.ts';
import { leaseGrowth } from './rules/lease-growth.ts';
import { lockedNamespace } from './rules/locked-namespace.ts';
import { loginRefused } from './rules/login-refused.ts';
import { lostNode } from './rules/lost-node.ts';
import { networkOfBot } from './rules/network-of-bot.ts';
import { noActiveNode } from './rules/no-active-node.ts';
import { notInitialized } from './rules/not-initialized.ts';
import { quotaViolations } from './rules/quota-violations.ts';
import { raftUnhealthy } from './rules/raft-unhealthy.ts';
import { recoveryMode } from './rules/recovery-mode.ts';
import { requestDuration } from './rules/request-duration.ts';
import { rootGeneration } from './rules/root-generation.ts';
import type { Rule } from './rules/rule.ts';
import { sealedNamespace } from './rules/sealed-namespace.ts';
import { sealedNode } from './rules/sealed-node.ts';
import { tlsError } from './rules/tls-error.ts';
import { tokenExplosion } from './rules/token-explosion.ts';
import { twoActiveNodes } from './rules/two-active-nodes.ts';
import { unreachableNode } from './rules/unreachable-node.ts';
import { unwatchedNode } from './rules/unwatched-node.ts';
import { versionSkew } from './rules/version-skew.ts';

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
  raftUnhealthy,
  lostNode,
  unwatchedNode,
  clockSkew,
  versionSkew,
  sealedNamespace,
  lockedNamespace,
  rootGeneration,
  auditMissing,
  auditBlocked,
  loginRefused,
  auditDeviceFailing,
  certificateExpiring,
  backupMissing,
  requestDuration,
  tokenExplosion,
  quotaViolations,
  irrevocableLeases,
  leaseGrowth,
  diskFull,
];
