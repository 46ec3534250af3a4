import { isActive } from '../cluster-view.ts';
import { defineRule } from './rule.ts';

/**
 * Vault answers no request that it cannot write to an audit device, and `sys/seal-status` goes on saying that all is
 * well: https://openbao.org/docs/audit/#blocked-audit-devices
 */
export const auditBlocked = defineRule({
  rule: 'audit-blocked',
  title: 'Vault answers no requests',
  meaning:
    'The active node is unsealed, yet a plain request with a token fails: the audit log or the storage is blocked. Nobody gets a secret.',
  nextStep: 'Look for a full or read-only disk under the audit log, then at storage, on the active node.',
  command: 'df -h; bao token lookup -address={node}',
  basis: 'cluster',
  judge: ({ facts, nodes }) => {
    if (!facts) return undefined;
    const kind = facts.login?.kind;
    if (kind === 'unreachable') return undefined;
    const active = nodes.find(isActive);
    const fails = kind === 'blocked' ? 'fails' : kind === 'late' ? 'gets no answer in time' : undefined;
    if (fails === undefined || !active) return [];
    return [
      {
        node: active.address,
        severity: 'critical',
        // Once may be a moment of much work.
        looks: kind === 'late' ? 2 : 1,
        text: `Looking up the bot’s own token ${fails}, though the active node is unsealed: audit or storage is blocked`,
      },
    ];
  },
});
