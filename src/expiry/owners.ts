import type { Namespace } from '../core/inventory/inventory.ts';
import { matcherOf, rulesAt } from './rules.ts';
import type { ScanSettings } from './scan-settings.ts';

/** Something that may have an owner. */
export interface Owned {
  namespace: string;
  mount: string;
  path: string;
  /** What its own metadata says. */
  owner?: string | undefined;
}

/**
 * Makes the function that tells who owns something in one cluster: what its own metadata says, else what the
 * namespace's metadata says, else the last rule that fits. Undefined: nobody knows. Pure.
 */
export function createOwners(
  cluster: string,
  namespaces: readonly Namespace[],
  settings: Pick<ScanSettings, 'fields' | 'rules'>,
): (thing: Owned) => string | undefined {
  const ofNamespace = new Map(
    namespaces.map(({ path, customMetadata }) => [
      path,
      customMetadata[settings.fields.owner]?.trim() || undefined,
    ]),
  );
  const ownerRules = settings.rules.filter(({ owner }) => owner !== undefined);
  const byPlace = new Map<string, (path: string) => string | undefined>();
  const byRules = ({ namespace, mount, path }: Owned): string | undefined => {
    if (ownerRules.length === 0) return undefined;
    const key = `${namespace}\n${mount}`;
    let find = byPlace.get(key);
    if (!find) {
      const rules = rulesAt(ownerRules, { cluster, namespace, mount }).map((rule) => ({
        owner: rule.owner,
        matches: matcherOf(rule.path ?? '*'),
      }));
      find = (one) => rules.findLast(({ matches }) => matches(one))?.owner;
      byPlace.set(key, find);
    }
    return find(path);
  };
  return (thing) => thing.owner ?? ofNamespace.get(thing.namespace) ?? byRules(thing);
}
