import type { Cluster } from './cluster.ts';
import { findMounts } from './find-mounts.ts';
import { findNamespaces } from './find-namespaces.ts';
import type { InventoryProblem, Mount, Namespace } from './inventory.ts';

/** What there is on one cluster, as far as the login may see. */
export interface Inventory {
  cluster: string;
  namespaces: readonly Namespace[];
  mounts: readonly Mount[];
  problems: readonly InventoryProblem[];
  /** Namespaces of which the login may not see everything: children or mounts that it may not use are not in here. */
  partlySeen: readonly string[];
  /** Namespaces that answer nothing, since they are locked or sealed. */
  closed: readonly string[];
}

/**
 * Namespaces and secrets engines of a cluster, found anew: nothing is configured twice.
 *
 * @throws VaultError when the whole server does not answer
 */
export async function takeInventory(cluster: Cluster, signal?: AbortSignal): Promise<Inventory> {
  const { namespaces, problems, partlySeen } = await findNamespaces(cluster, signal);
  const open = namespaces.filter((namespace) => !namespace.locked).map(({ path }) => path);
  const found = await findMounts(cluster, open, 'secret', signal);
  const locked = namespaces
    .filter((namespace) => namespace.locked)
    .map(({ path }) => ({
      cluster: cluster.name,
      namespace: path,
      mount: '',
      path: '',
      problem: 'Mounts cannot be listed: the namespace is locked or sealed',
    }));
  return {
    cluster: cluster.name,
    namespaces,
    mounts: found.mounts,
    problems: [...problems, ...locked, ...found.problems],
    partlySeen: [...new Set([...partlySeen, ...found.partlySeen])],
    closed: [...locked.map(({ namespace }) => namespace), ...found.closed],
  };
}
