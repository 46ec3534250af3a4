import { defineRule } from './rule.ts';

/** Without its login the bot sees only half: raft, audit and namespaces are out of its sight. */
export const loginRefused = defineRule({
  rule: 'login-refused',
  title: 'The bot cannot log in',
  meaning:
    'Users notice nothing. But raft, audit, namespaces and what expires are not watched until the login works.',
  nextStep: 'Run `vault-steward doctor`: it says what is wrong with the login.',
  command: 'vault-steward doctor',
  basis: 'cluster',
  judge: ({ facts }) => {
    const kind = facts?.login?.kind;
    if (!facts || kind === 'unreachable' || kind === 'late') return undefined;
    if (kind !== 'refused') return [];
    return [{ severity: 'warning', looks: 2, text: 'The bot’s login is refused' }];
  },
});
