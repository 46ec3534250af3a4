import type { OnboardingConfig } from '../config/onboarding.ts';

/** Every path and name of one plan. Paths begin at the root namespace. */
export interface PlanNames {
  /** Where the namespace lies: `corp/teams/`, `''` for the root. */
  parent: string;
  /** Where auth method, groups and team policies live: `corp/`. */
  identity: string;
  /** The team's area from the root: `corp/teams/payments/`. */
  area: string;
  /** The same as policies in the identity namespace write it: `teams/payments/`. */
  areaFromIdentity: string;
  /** API path that makes the team's KV mount. */
  mountApi: string;
  /** The team's KV mount: `corp/teams/payments/kv/`. */
  mount: string;
  adminPolicy: string;
}

/** All policies that onboarding writes beside other people's begin so; the probe role allows only these. */
export const policyPrefix = 'steward-';

/** Names for a new namespace; on a server without namespaces, for a path of the same name. */
export function planNames(name: string, config: OnboardingConfig, hasNamespaces: boolean): PlanNames {
  const parent = hasNamespaces ? config.parentNamespace : '';
  const identity = hasNamespaces ? config.groups.namespace : '';
  const area = `${parent}${name}/`;
  const areaFromIdentity = area.slice(identity.length);
  // Policy names are small letters on both servers, whatever is asked for.
  const slug = areaFromIdentity.slice(0, -1).replaceAll('/', '-').toLowerCase();
  return {
    parent,
    identity,
    area,
    areaFromIdentity,
    mountApi: hasNamespaces ? `${area}sys/mounts/kv` : `sys/mounts/${area}kv`,
    mount: `${area}kv/`,
    adminPolicy: `${policyPrefix}${slug}-admin`,
  };
}

/** What a new external group is called: `oidc:platform-team`. Unique, since an alias name exists once per mount. */
export function groupName(group: string, authMount: string): string {
  return `${authMount.slice(0, -1).replaceAll('/', '-')}:${group}`;
}
