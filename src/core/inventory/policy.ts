import type { ServerKind } from '../../vault/vault-client.ts';
import type { Mount } from './inventory.ts';
import { type PolicyNeed, policyNeeds } from './policy-needs.ts';
import type { Inventory } from './take-inventory.ts';

/** One line of a policy, as it is written in the login's own namespace. */
export interface PolicyLine {
  path: string;
  capabilities: readonly string[];
  /** The only fields that a write may have. Left out: any. */
  allowedParameters?: readonly string[];
  /** What does not work without it. */
  feature: string;
  /** What it is for, in words. */
  why: string;
}

/** A line that a room needs by its own configuration, as seen from `namespace`. */
export interface PlacedLine extends PolicyLine {
  namespace: string;
}

/** A place for which no line could be written. */
export interface LeftOut {
  namespace: string;
  /** `''`: the whole namespace. */
  mount: string;
  reason: string;
}

/** The least policy for what there is now. */
export interface Policy {
  lines: readonly PolicyLine[];
  leftOut: readonly LeftOut[];
}

export interface PolicyPlaces extends Pick<Inventory, 'namespaces' | 'mounts' | 'problems'> {
  kind: ServerKind;
  /** Where the login lives and the policy is kept. Its paths begin there. */
  ownNamespace: string;
  /** Auth methods; their paths are without `auth/`. */
  authMounts?: readonly Mount[];
  /** What rooms need besides. */
  extra?: readonly PlacedLine[];
}

/**
 * Writes out the needs for every namespace and mount by its exact name. One policy in the login's own namespace
 * reaches those below, since paths may begin with a namespace
 * (https://openbao.org/docs/concepts/namespaces/#policies; tried on OpenBao 2.7.2).
 */
export function buildPolicy(places: PolicyPlaces, needs: readonly PolicyNeed[] = policyNeeds): Policy {
  const lines: PolicyLine[] = [];
  const leftOut: LeftOut[] = [];
  const mounts = placesOfMounts(places);
  const add = (need: PolicyNeed, place: string): void => {
    const { capabilities, allowedParameters, feature, why } = need;
    const line = { path: place + need.path, capabilities, feature, why: describe(why, place) };
    lines.push(allowedParameters ? { ...line, allowedParameters } : line);
  };
  const relative = (namespace: string): string => namespace.slice(places.ownNamespace.length);
  const namespaces = places.namespaces.filter(({ path }) => isWritable(path));
  const of = (where: PolicyNeed['where']): PolicyNeed[] =>
    needs.filter((need) => need.where === where && (need.servers ?? [places.kind]).includes(places.kind));
  for (const need of of('own namespace')) add(need, '');
  for (const { path } of namespaces) for (const need of of('every namespace')) add(need, relative(path));
  for (const { namespace, path, where } of mounts)
    if (isWritable(namespace) && isWritable(path))
      for (const need of of(where)) add(need, relative(namespace) + path);
  for (const { namespace, ...line } of places.extra ?? [])
    if (namespace.startsWith(places.ownNamespace))
      lines.push({ ...line, path: relative(namespace) + line.path });
    else leftOut.push({ namespace, mount: '', reason: `not below the login’s namespace (${line.feature})` });
  for (const { path } of places.namespaces)
    if (!isWritable(path)) leftOut.push({ namespace: path, mount: '', reason: unwritable });
  for (const { namespace, path } of mounts)
    if (!isWritable(path)) leftOut.push({ namespace, mount: path, reason: unwritable });
  for (const { namespace, mount, problem } of places.problems)
    leftOut.push({ namespace, mount, reason: problem });
  return { lines: mergeByPath(lines), leftOut };
}

/** The mounts that needs are about. */
function placesOfMounts({ mounts, authMounts = [] }: PolicyPlaces): MountPlace[] {
  const places: MountPlace[] = [];
  for (const { namespace, path, type, kvVersion } of mounts) {
    if (kvVersion === 2) places.push({ namespace, path, where: 'every KV v2 mount' });
    if (type === 'pki') places.push({ namespace, path, where: 'every PKI mount' });
  }
  for (const { namespace, path, type } of authMounts)
    if (type === 'approle') places.push({ namespace, path: `auth/${path}`, where: 'every AppRole mount' });
  return places;
}

interface MountPlace {
  namespace: string;
  path: string;
  where: PolicyNeed['where'];
}

/** One line for each path: several features may need the same. */
function mergeByPath(lines: readonly PolicyLine[]): PolicyLine[] {
  const byPath = new Map<string, PolicyLine>();
  for (const line of lines) {
    const known = byPath.get(line.path);
    if (!known) byPath.set(line.path, line);
    else
      byPath.set(line.path, {
        path: line.path,
        capabilities: [...new Set([...known.capabilities, ...line.capabilities])],
        feature: known.feature === line.feature ? line.feature : `${known.feature}, ${line.feature}`,
        why: known.why === line.why ? line.why : `${known.why}; ${line.why}`,
      });
  }
  return [...byPath.values()];
}

const unwritable = 'in a policy this name would also mean others';

/**
 * A segment `+` stands for any name, and there is no way to write it otherwise; braces are templates. A star or a
 * plus inside a longer segment is taken as it is (tried on OpenBao 2.7.2 and Vault 1.21.0).
 * https://developer.hashicorp.com/vault/docs/concepts/policies
 */
function isWritable(path: string): boolean {
  return !path.split('/').includes('+') && !/\{\{|\}\}|\$\{/.test(path);
}

function describe(why: string, place: string): string {
  return place === '' ? why : `${why}, in ${place}`;
}
