import type { OnboardingConfig } from '../config/onboarding.ts';
import { type Json, jsonHash } from '../lib/canonical-json.ts';
import type { FieldProblem } from './names.ts';
import { groupName, type PlanNames, planNames } from './plan-names.ts';
import { findProblems, findWarnings } from './plan-problems.ts';
import type { Surroundings } from './surroundings.ts';
import { type PolicyDocument, policyText, readerPolicy, teamPolicy, writerPolicy } from './team-policies.ts';

export const planActions = [
  'create-namespace',
  'enable-secrets-engine',
  'write-policy',
  'create-group',
  'create-group-alias',
  'set-group-policies',
  'prove-access',
] as const;
export type PlanAction = (typeof planActions)[number];

/** One request to Vault: `path` from the root namespace, `body` as it is sent. */
export interface PlanStep {
  action: PlanAction;
  path: string;
  body: { readonly [key: string]: Json };
}

/** What would be done, in order. The names are a contract: `onboard --dry-run --json` prints this. */
export interface Plan {
  plan: readonly PlanStep[];
  warnings: readonly string[];
}

/** Who asks for what. `request` marks what a run makes, so that it knows its own work again. */
export interface OnboardingWish {
  namespace: string;
  group: string;
  requester: string;
  request: string;
}

/** A plan, or why there can be none; each problem belongs to one of the two fields. */
export interface PlanResult extends Plan {
  problems: readonly FieldProblem[];
}

/** Stands in a group alias for the id of a group that an earlier step makes: nobody knows it yet. */
export const newGroupId = '(id of the new group)';

/** The token role that the proof step's token is made with, see docs/onboarding.md. */
export const probeRole = 'vault-steward-probe';

/** What an approval is for: SHA-256 of the steps as canonical JSON, in hex. */
export function planHash(plan: readonly PlanStep[]): string {
  return jsonHash(plan as unknown as Json);
}

/**
 * What it takes to give a group a namespace of its own. Pure, and the same before a run, in the middle of one and
 * after it: what this very request made counts as not there yet, and every step may be repeated.
 */
export function makePlan(wish: OnboardingWish, config: OnboardingConfig, seen: Surroundings): PlanResult {
  const names = planNames(wish.namespace, config, seen.hasNamespaces);
  const problems = findProblems(wish, config, names, seen);
  const warnings = findWarnings(wish, config, names, seen);
  if (problems.length > 0) return { plan: [], warnings, problems };
  const groups = groupSteps(wish, config, names, seen);
  const plan = seen.hasNamespaces
    ? [...namespaceSteps(wish, names, seen), ...groups, proofStep(names)]
    : [...pathScopedSteps(names, seen), ...groups];
  return { plan, warnings, problems };
}

function namespaceSteps(wish: OnboardingWish, names: PlanNames, seen: Surroundings): PlanStep[] {
  return [
    {
      action: 'create-namespace',
      path: `${names.parent}sys/namespaces/${wish.namespace}`,
      body: {
        custom_metadata: {
          owner_group: wish.group,
          requested_by: wish.requester,
          steward_request: wish.request,
        },
      },
    },
    mountStep(names),
    policyStep(names.area, 'kv-reader', readerPolicy('kv/', seen.kind)),
    policyStep(names.area, 'kv-writer', writerPolicy('kv/', seen.kind)),
    policyStep(names.identity, names.adminPolicy, teamPolicy(names, seen)),
  ];
}

/** Without namespaces: a secrets engine below the team's name, and a policy for it alone. */
function pathScopedSteps(names: PlanNames, seen: Surroundings): PlanStep[] {
  return [mountStep(names), policyStep('', names.adminPolicy, teamPolicy(names, seen))];
}

function mountStep(names: PlanNames): PlanStep {
  return {
    action: 'enable-secrets-engine',
    path: names.mountApi,
    body: { type: 'kv', options: { version: '2' } },
  };
}

function policyStep(namespace: string, name: string, policy: PolicyDocument): PlanStep {
  return {
    action: 'write-policy',
    path: `${namespace}sys/policies/acl/${name}`,
    body: { policy: policyText(policy) },
  };
}

/**
 * The group's policies are sent whole, since the API has no "add": the plan shows all the group will have, and a
 * change by somebody else in between makes a different plan.
 */
function groupSteps(
  wish: OnboardingWish,
  config: OnboardingConfig,
  names: PlanNames,
  seen: Surroundings,
): PlanStep[] {
  const existing = seen.alias?.group;
  if (existing && !existing.ours)
    return [
      {
        action: 'set-group-policies',
        path: `${names.identity}identity/group/id/${existing.id}`,
        body: { policies: [...new Set([...existing.policies, names.adminPolicy])].sort() },
      },
    ];
  return [
    {
      action: 'create-group',
      path: `${names.identity}identity/group`,
      body: {
        name: groupName(wish.group, config.groups.mount),
        type: 'external',
        policies: [names.adminPolicy],
        metadata: { steward_request: wish.request },
      },
    },
    {
      action: 'create-group-alias',
      path: `${names.identity}identity/group-alias`,
      body: {
        name: wish.group,
        mount_accessor: seen.authAccessor ?? '',
        canonical_id: newGroupId,
      },
    },
  ];
}

/** A short-lived token with the team's policy alone must write in the area and be denied beside it. */
function proofStep(names: PlanNames): PlanStep {
  return {
    action: 'prove-access',
    path: `${names.identity}auth/token/create/${probeRole}`,
    body: { policies: [names.adminPolicy], no_default_policy: true, ttl: '60s' },
  };
}
