import type { z } from 'zod';
import type { OnboardingConfig } from '../config/onboarding.ts';
import type { VaultClient, VaultRequest } from '../vault/vault-client.ts';
import { VaultError } from '../vault/vault-error.ts';
import { groupName, type PlanNames, planNames } from './plan-names.ts';
import {
  type Group,
  GroupAnswer,
  GroupLookupAnswer,
  MountsAnswer,
  NamespaceAnswer,
  PolicyAnswer,
} from './schema.ts';
import type { ExistingGroup, Surroundings } from './surroundings.ts';

export interface LookOptions {
  /** Limit for each look-up; they run at once. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Marks what a run made, in the namespace's custom metadata and in the group's metadata. */
export const requestMark = 'steward_request';

/** One look-up; undefined is "not there". */
type Look = <T>(
  what: string,
  request: Pick<VaultRequest, 'method' | 'path' | 'body'>,
  schema: z.ZodType<T>,
) => Promise<T | undefined>;

/**
 * Sees what there is before anything is planned: a few look-ups at once, none of which reads a secret. What the
 * login may not see is named in `unseen`.
 *
 * @throws VaultError when the server does not answer (sealed, unreachable, too slow)
 */
export async function lookAround(
  vault: VaultClient,
  wish: { namespace: string; group: string; request: string },
  config: OnboardingConfig,
  options: LookOptions = {},
): Promise<Surroundings> {
  const [hasNamespaces, kind] = [await vault.hasNamespaces(), await vault.serverKind()];
  const names = planNames(wish.namespace, config, hasNamespaces);
  const unseen: string[] = [];
  const look: Look = async (what, request, schema) => {
    const answer = await lookOnce(vault, { ...request, ...options, namespace: '', idempotent: true }, schema);
    if (answer === 'denied') unseen.push(what);
    return answer === 'denied' ? undefined : answer;
  };
  const [alias, namespace, mounts, namesake, policy] = await Promise.all([
    lookUpAlias(look, wish.group, config.groups.mount, names, unseen),
    hasNamespaces
      ? look('namespaces', get(`${names.parent}sys/namespaces/${wish.namespace}`), NamespaceAnswer)
      : undefined,
    look('secrets engines', get(`${names.parent}sys/mounts`), MountsAnswer),
    look(
      'groups by name',
      get(`${names.identity}identity/group/name/${groupName(wish.group, config.groups.mount)}`),
      GroupAnswer,
    ),
    look('policies', get(`${names.identity}sys/policies/acl/${names.adminPolicy}`), PolicyAnswer),
  ]);
  return {
    kind,
    hasNamespaces,
    namespace: namespace && { ours: namespace.data.custom_metadata?.[requestMark] === wish.request },
    parentMissing: !mounts && !unseen.includes('secrets engines'),
    parentMounts: Object.keys(mounts?.data ?? {}).sort(),
    authAccessor: alias.accessor,
    authType: alias.type,
    alias: alias.group && { name: alias.group.alias?.name ?? wish.group, group: toGroup(alias.group, wish) },
    namesake: namesake && {
      ...toGroup(namesake.data, wish),
      hasAlias: namesake.data.alias?.mount_accessor !== undefined,
    },
    adminPolicy: policy?.data.policy,
    unseen: unseen.sort(),
  };
}

interface SeenAlias {
  accessor: string | undefined;
  type: string | undefined;
  group: Group | undefined;
}

/** The auth method and, by its accessor, the group that has the alias. */
async function lookUpAlias(
  look: Look,
  group: string,
  mount: string,
  names: PlanNames,
  unseen: readonly string[],
): Promise<SeenAlias> {
  const methods = await look('auth methods', get(`${names.identity}sys/auth`), MountsAnswer);
  if (!methods && unseen.includes('auth methods'))
    return { accessor: unknownAccessor(mount), type: undefined, group: undefined };
  const { accessor, type } = methods?.data[mount] ?? {};
  if (accessor === undefined) return { accessor, type, group: undefined };
  const body = { alias_name: group, alias_mount_accessor: accessor };
  const answer = await look(
    'group aliases',
    { method: 'POST', path: `${names.identity}identity/lookup/group`, body },
    GroupLookupAnswer,
  );
  return { accessor, type, group: answer?.data };
}

/** Stands in a plan where nobody could look up the auth method. */
export function unknownAccessor(mount: string): string {
  return `(accessor of ${mount})`;
}

function get(path: string): Pick<VaultRequest, 'method' | 'path'> {
  return { method: 'GET', path };
}

function toGroup(group: Group, wish: { request: string }): ExistingGroup {
  return {
    id: group.id,
    name: group.name,
    type: group.type,
    policies: group.policies ?? [],
    ours: group.metadata?.[requestMark] === wish.request,
  };
}

/** `undefined` is "not there", for 404 and for the empty answer of a look-up alike. */
async function lookOnce<T>(
  vault: VaultClient,
  request: VaultRequest,
  schema: z.ZodType<T>,
): Promise<T | undefined | 'denied'> {
  try {
    return (await vault.request(request, schema)) ?? undefined;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    if (error.failure === 'notFound') return undefined;
    if (error.failure === 'denied') return 'denied';
    throw error;
  }
}
