/**
 * Commands of the answers that nothing here can answer, with the reason; each by how it begins. They are tried all the
 * same, and have to fail: whatever comes to run leaves this list. Their flags are checked like those of all others.
 */
export const beyondThisMachine: Readonly<Record<string, string>> = {
  'vault read azure/creds/my-role': 'Azure',
  'vault lease renew azure/creds/': 'Azure',
  'vault write azure/config ': 'Azure, whose engine takes minutes to build',
  'vault write azure/roles/my-role ': 'Azure',
  'vault write -f azure/rotate-root': 'Azure',
  'for name in $(az keyvault secret list ': 'Azure Key Vault',
  'for id in $(aws secretsmanager ': 'AWS',
  'kubectl -n my-ns get secret db ': 'a Kubernetes cluster',
  'vault login -method=github ': 'GitHub',
  'vault login -method=ldap ':
    'a CLI with every login: OpenBao has none for LDAP, nor has the Vault of the tests; docs/faq-answers-checked.md',
  'vault read sys/license/status': 'Vault Enterprise',
};

/** Commands for a server with storage and keys of its own, which are run against one. */
export const operatorLine = /\b(?:vault|bao) operator (?!usage)/;

/** What a server of the tests does not have: these run on the other one. */
export const lacking: Readonly<Record<string, RegExp>> = {
  OpenBao: /ldap|operator usage|counters\/activity/,
  'Vault CE': /namespace|team-a\/app|path=team-a|^bao |kubernetes/i,
};
