import { defineRule } from './rule.ts';

/** https://openbao.org/docs/concepts/namespaces/sealable-namespaces/: sealed after each start of the server, too. */
export const sealedNamespace = defineRule({
  rule: 'sealed-namespace',
  title: 'Namespace is sealed',
  meaning: 'Nobody gets a secret from this namespace and those below it. All others work.',
  nextStep: 'Have the namespace’s own key holders unseal it, from its parent namespace.',
  command: 'bao namespace unseal {namespace}',
  basis: 'cluster',
  judge: ({ facts }) =>
    facts?.namespaces?.flatMap(({ path, seal }) => {
      if (!seal?.isSealed) return [];
      const progress = seal.given === 0 ? '' : `, ${seal.given} of ${seal.needed} unseal keys given`;
      return [{ namespace: path, severity: 'critical', text: `The namespace ${path} is sealed${progress}` }];
    }),
});
