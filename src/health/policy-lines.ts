import type { PlacedLine, PolicyLine } from '../core/inventory/policy.ts';

/** What the look with the token reads. These paths are of the root namespace only. */
export const healthPolicyLines: readonly PlacedLine[] = [
  { path: 'sys/ha-status', why: 'which nodes there are, and when each last reported' },
  { path: 'sys/storage/raft/autopilot/state', why: 'the health of raft storage' },
  { path: 'sys/generate-root-token/attempt', why: 'whether a root token is being generated' },
  { path: 'sys/rotate/root/init', why: 'whether unseal keys are being replaced' },
].map((line) => ({ ...line, namespace: '', capabilities: ['read'], feature: 'watching' }));

/**
 * `sys/audit` wants sudo, which some give to nobody: so it has a policy file of its own, and all but the rules about
 * audit devices work without it. Reading there shows names and paths of devices, and changes nothing.
 */
export const auditPolicyLines: readonly PolicyLine[] = [
  {
    path: 'sys/audit',
    capabilities: ['read', 'sudo'],
    feature: 'watching',
    why: 'which audit devices there are',
  },
];
