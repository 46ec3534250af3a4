import type { OnboardingConfig } from '../config/onboarding.ts';
import { probeRole } from './onboarding-plan.ts';
import { policyPrefix } from './plan-names.ts';
import type { PolicyDocument } from './team-policies.ts';

/** One line of a policy for the program's own logins, with what it is for. */
export interface PolicyLine {
  path: string;
  capabilities: readonly string[];
  why: string;
}

/**
 * What the bot's usual login needs to plan a namespace and to refuse bad names in the form. Metadata only. Paths are
 * as seen from the namespace of the groups; `create` is what a look-up by POST may be counted as.
 */
export function onboardingReadLines(config: OnboardingConfig): PolicyLine[] {
  const parent = parentFromIdentity(config);
  return [
    { path: `${parent}sys/namespaces/+`, capabilities: ['read'], why: 'whether the name is taken' },
    { path: `${parent}sys/mounts`, capabilities: ['read'], why: 'whether a secrets engine is in the way' },
    { path: 'sys/auth', capabilities: ['read'], why: 'the accessor of the auth method' },
    {
      path: 'identity/lookup/group',
      capabilities: ['create', 'update'],
      why: 'whether the group has an alias',
    },
    { path: 'identity/group/name/+', capabilities: ['read'], why: 'whether the group’s name is taken' },
    { path: `sys/policies/acl/${policyPrefix}*`, capabilities: ['read'], why: 'the team’s policy' },
  ];
}

/**
 * What the writing login needs: exactly the steps of a plan, their look-ups and the proof. It reads no secret. It is
 * root-equivalent all the same: whoever may write policies and groups can give any policy to any group.
 */
export function onboardingWriteLines(config: OnboardingConfig): PolicyLine[] {
  const parent = parentFromIdentity(config);
  return [
    { path: `${parent}sys/namespaces`, capabilities: ['list'], why: 'neighbours for the proof' },
    { path: `${parent}sys/namespaces/+`, capabilities: ['create', 'read', 'update'], why: 'the namespace' },
    { path: `${parent}sys/mounts`, capabilities: ['read'], why: 'whether a secrets engine is in the way' },
    { path: `${parent}+/sys/mounts`, capabilities: ['read'], why: 'reading the KV mount back' },
    { path: `${parent}+/sys/mounts/kv`, capabilities: ['create', 'update'], why: 'the KV mount' },
    ...['kv-reader', 'kv-writer'].map((name) => ({
      path: `${parent}+/sys/policies/acl/${name}`,
      capabilities: ['create', 'read', 'update'],
      why: 'policies inside the namespace',
    })),
    {
      path: `sys/policies/acl/${policyPrefix}*`,
      capabilities: ['create', 'read', 'update'],
      why: 'the policy of the team’s administrators',
    },
    { path: 'sys/auth', capabilities: ['read'], why: 'the accessor of the auth method' },
    { path: 'identity/group', capabilities: ['create', 'update'], why: 'the external group' },
    { path: 'identity/group/name/+', capabilities: ['read'], why: 'reading the group back' },
    { path: 'identity/group/id/+', capabilities: ['read', 'update'], why: 'a group that exists already' },
    { path: 'identity/group-alias', capabilities: ['create', 'update'], why: 'the group’s alias' },
    { path: 'identity/lookup/group', capabilities: ['create', 'update'], why: 'reading the alias back' },
    {
      path: `auth/token/create/${probeRole}`,
      capabilities: ['create', 'update'],
      why: 'the token of the proof',
    },
    { path: `auth/token/roles/${probeRole}`, capabilities: ['read'], why: 'whether the proof can be made' },
    { path: 'auth/token/revoke', capabilities: ['update'], why: 'ending the token of the proof' },
    { path: 'auth/token/revoke-self', capabilities: ['update'], why: 'ending its own token' },
  ];
}

/** The same as a policy, for servers and tests. */
export function toPolicy(lines: readonly PolicyLine[]): PolicyDocument {
  return {
    path: Object.fromEntries(
      lines.map(({ path, capabilities }) => [path, { capabilities: [...capabilities] }]),
    ),
  };
}

/** The token role that the proof needs: https://openbao.org/api-docs/auth/token/#createupdate-token-role */
export const probeRoleBody = {
  allowed_policies_glob: [`${policyPrefix}*`],
  token_no_default_policy: true,
  token_explicit_max_ttl: '60s',
  token_type: 'service',
  renewable: false,
  orphan: false,
} as const;

/** Where the writing AppRole lives, everything else lies at or below. */
function parentFromIdentity(config: OnboardingConfig): string {
  return config.parentNamespace.slice(config.groups.namespace.length);
}
