import type { OnboardingConfig } from '../config/onboarding.ts';

/** Something a person entered that cannot be taken: which field, and a plain sentence for it. */
export interface FieldProblem {
  field: 'namespace' | 'group';
  text: string;
}

/**
 * Stricter than the servers on purpose: OpenBao itself would take `{{identity.entity.name}}` as a namespace,
 * which becomes a template inside policies.
 */
const namespaceName = /^[a-z][a-z0-9-]{1,62}$/;

/** https://openbao.org/docs/concepts/namespaces and https://developer.hashicorp.com/vault/docs/enterprise/namespaces */
const reservedNames: ReadonlySet<string> = new Set(['root', 'sys', 'audit', 'auth', 'cubbyhole', 'identity']);

const greatestGroupLength = 256;

/** Checks what a person typed as the new namespace's name. Undefined when it can be taken. */
export function namespaceProblem(name: string): FieldProblem | undefined {
  if (!namespaceName.test(name))
    return {
      field: 'namespace',
      text: 'Use 2 to 63 small letters, digits and dashes, and begin with a letter: payments-api.',
    };
  if (reservedNames.has(name))
    return { field: 'namespace', text: `Vault keeps the name ${name} for itself. Choose another one.` };
  return undefined;
}

/** Checks what a person typed as the group, by the configured pattern, which must match all of it. */
export function groupProblem(group: string, groups: OnboardingConfig['groups']): FieldProblem | undefined {
  const whole = new RegExp(`^(?:${groups.pattern})$`, 'u');
  const fits =
    group.length <= greatestGroupLength &&
    !/\p{Cc}/u.test(group) &&
    group.trim() === group &&
    whole.test(group);
  if (fits) return undefined;
  const hint = groups.hint === '' ? `It must match ${groups.pattern}` : groups.hint;
  return { field: 'group', text: `This is no ${groups.label} as expected here. ${hint}` };
}
