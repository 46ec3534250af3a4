import type { OnboardingConfig } from '../config/onboarding.ts';
import { type FieldProblem, groupProblem, namespaceProblem } from './names.ts';
import { groupName, type PlanNames } from './plan-names.ts';
import type { Surroundings } from './surroundings.ts';
import { policyText, teamPolicy } from './team-policies.ts';

interface Wanted {
  namespace: string;
  group: string;
}

/** Why there can be no plan. What this very request made is no reason. */
export function findProblems(
  wanted: Wanted,
  config: OnboardingConfig,
  names: PlanNames,
  seen: Surroundings,
): FieldProblem[] {
  return [
    namespaceProblem(wanted.namespace) ?? areaProblem(wanted.namespace, names, seen),
    groupProblem(wanted.group, config.groups) ?? identityProblem(wanted.group, config, seen),
  ].filter((problem) => problem !== undefined);
}

function areaProblem(name: string, names: PlanNames, seen: Surroundings): FieldProblem | undefined {
  if (seen.parentMissing)
    return {
      field: 'namespace',
      text: `The namespace ${names.parent} does not exist, and new ones go below it. Please tell the operators.`,
    };
  if (seen.namespace && !seen.namespace.ours)
    return { field: 'namespace', text: `${names.area} exists already. Choose another name.` };
  const mount = seen.parentMounts.find((path) =>
    seen.hasNamespaces
      ? path.startsWith(`${name}/`)
      : path.startsWith(names.mount) || names.mount.startsWith(path),
  );
  if (mount !== undefined)
    return {
      field: 'namespace',
      text: `A secrets engine at ${names.parent}${mount} is in the way. Choose another name.`,
    };
  if (seen.adminPolicy !== undefined && seen.adminPolicy !== policyText(teamPolicy(names, seen)))
    return {
      field: 'namespace',
      text: `The policy ${names.adminPolicy} exists already and says something else. Choose another name, or ask the operators to remove it.`,
    };
  return undefined;
}

function identityProblem(
  group: string,
  config: OnboardingConfig,
  seen: Surroundings,
): FieldProblem | undefined {
  const { mount } = config.groups;
  if (seen.authAccessor === undefined)
    return { field: 'group', text: `The auth method ${mount} is not there. Please tell the operators.` };
  if (seen.alias || !seen.namesake || (seen.namesake.ours && !seen.namesake.hasAlias)) return undefined;
  return {
    field: 'group',
    text: `Vault has a group called ${groupName(group, mount)} that does not belong to this group. Please tell the operators.`,
  };
}

/** What an approver should know before saying yes. */
export function findWarnings(
  wanted: Wanted,
  config: OnboardingConfig,
  names: PlanNames,
  seen: Surroundings,
): string[] {
  const warnings: string[] = [];
  if (!seen.hasNamespaces)
    warnings.push(
      `This server has no namespaces: the plan is for the path ${names.mount} and is a dry run only.`,
    );
  else if (!config.writer)
    warnings.push('No writing login is configured (onboarding.writer): this is a dry run only.');
  const existing = seen.alias?.group;
  if (existing && !existing.ours) {
    const kept = existing.policies.filter((policy) => policy !== names.adminPolicy);
    warnings.push(
      `The group ${existing.name} exists and is used again. ${kept.length === 0 ? 'It has no policies yet.' : `It keeps its policies: ${kept.join(', ')}.`} If Terraform manages it, tell Terraform about ${names.adminPolicy}.`,
    );
  }
  if (seen.alias && seen.alias.name !== wanted.group)
    warnings.push(`Vault writes this group as ${seen.alias.name}, and compares without regard to case.`);
  for (const thing of seen.unseen)
    warnings.push(`This login may not look at ${thing}: taken as not there, so the plan may differ.`);
  return warnings;
}
