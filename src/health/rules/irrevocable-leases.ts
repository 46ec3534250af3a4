import { defineRule } from './rule.ts';

/** Vault gave up revoking them: https://developer.hashicorp.com/vault/docs/concepts/lease */
export const irrevocableLeases = defineRule({
  rule: 'irrevocable-leases',
  title: 'Leases cannot be revoked',
  meaning:
    'Vault tried to end credentials elsewhere, in a database for example, and gave up: they may still work.',
  nextStep: 'List them, mend the way to the system that they belong to, and revoke them again.',
  command: 'bao read sys/leases/count type=irrevocable',
  basis: 'slow',
  judge: ({ slow }) => {
    const count = slow?.metrics?.irrevocableLeases;
    if (count === undefined) return undefined;
    if (count === 0) return [];
    return [{ severity: 'warning', text: `${count} ${count === 1 ? 'lease' : 'leases'} cannot be revoked` }];
  },
});
