import type { PlanAction, PlanStep } from './onboarding-plan.ts';

const descriptions: Readonly<Record<PlanAction, string>> = {
  'create-namespace': 'Make the namespace',
  'enable-secrets-engine': 'Mount a KV v2 secrets engine',
  'write-policy': 'Write the policy',
  'create-group': 'Make an external group',
  'create-group-alias': 'Tie it to the group of the auth method',
  'set-group-policies': 'Give the existing group the policy',
  'prove-access': 'Prove that it works, with a token for one minute',
};

/** What a step does, in words. */
export function describeStep(step: PlanStep): string {
  const policy = step.action === 'write-policy' ? step.path.slice(step.path.lastIndexOf('/')) : '';
  return `${descriptions[step.action]}${policy.replace('/', ' ')}`;
}

/**
 * A step's body for people to read: policies as the paths and rights they are, all else as JSON. One line each.
 */
export function describeBody(step: PlanStep): string[] {
  if (step.action !== 'write-policy') return [JSON.stringify(step.body)];
  const policy = JSON.parse(String(step.body.policy)) as { path: Record<string, { capabilities: string[] }> };
  return Object.entries(policy.path).map(([path, { capabilities }]) => `${path}: ${capabilities.join(', ')}`);
}
