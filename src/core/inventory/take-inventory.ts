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
  // The login's own namespace is known beforehand: its mounts need not wait for the list of the others.
  const own = cluster.vault.namespace;
  const [{ namespaces, problems, partlySeen }, inOwn] = await Promise.all([
    findNamespaces(cluster, signal),
    findMounts(cluster, [own], 'secret', signal),
  ]);
  const others = namespaces.filter(({ path, locked }) => path !== own && !locked).map(({ path }) => path);
  const inOthers = await findMounts(cluster, others, 'secret', signal);
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
    mounts: [...inOwn.mounts, ...inOthers.mounts],
    problems: [...problems, ...locked, ...inOwn.problems, ...inOthers.problems],
    partlySeen: [...new Set([...partlySeen, ...inOwn.partlySeen, ...inOthers.partlySeen])],
    closed: [...locked.map(({ namespace }) => namespace), ...inOwn.closed, ...inOthers.closed],
  };
}
