import { defineRule } from './rule.ts';

/** https://openbao.org/api-docs/system/namespaces/#lock-namespace: somebody locked it, and has the key to unlock it. */
export const lockedNamespace = defineRule({
  rule: 'locked-namespace',
  title: 'Namespace is locked',
  meaning:
    'An administrator locked the API of this namespace: everybody there gets an error until it is unlocked.',
  nextStep: 'Ask who locked it. Unlocking takes the key that locking gave, or a root token.',
  command: 'bao namespace unlock -unlock-key=KEY {namespace}',
  basis: 'cluster',
  judge: ({ facts }) =>
    facts?.namespaces
      ?.filter(({ isLocked }) => isLocked)
      .map(({ path }) => ({ namespace: path, severity: 'warning', text: `The namespace ${path} is locked` })),
});
