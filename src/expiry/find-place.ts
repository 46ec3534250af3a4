import type { Cluster } from '../core/inventory/cluster.ts';
import type { Namespace } from '../core/inventory/inventory.ts';
import type { Inventory } from '../core/inventory/take-inventory.ts';

/** A namespace, a mount in it, or a path in that. */
export interface Place {
  cluster: Cluster;
  namespace: Namespace;
  /** `''`: the namespace itself. */
  mount: string;
  /** `''`: the mount itself. */
  path: string;
  isKv: boolean;
}

/**
 * What a text like `payments/prod/kv/card/api-key` means on one cluster: the longest namespace, then the longest
 * mount in it. Undefined when it names neither. Pure.
 */
export function findPlace(
  cluster: Cluster,
  { namespaces, mounts }: Inventory,
  text: string,
): Place | undefined {
  const wanted = text === '' ? '' : `${text}/`;
  const namespace = longest(namespaces.filter(({ path }) => wanted.startsWith(path)));
  if (!namespace) return undefined;
  const rest = wanted.slice(namespace.path.length);
  if (rest === '') return { cluster, namespace, mount: '', path: '', isKv: false };
  const inNamespace = mounts.filter((mount) => mount.namespace === namespace.path);
  const mount = longest(inNamespace.filter(({ path }) => rest.startsWith(path)));
  const path = mount?.path ?? /^auth\/[^/]+\//.exec(rest)?.[0];
  if (path === undefined) return undefined;
  const below = rest.slice(path.length).replace(/\/$/, '');
  return { cluster, namespace, mount: path, path: below, isKv: mount?.kvVersion === 2 };
}

function longest<One extends { path: string }>(all: readonly One[]): One | undefined {
  return all.reduce<One | undefined>(
    (best, one) => (best === undefined || one.path.length > best.path.length ? one : best),
    undefined,
  );
}
