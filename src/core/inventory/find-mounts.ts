import { inParallel } from '../../lib/in-parallel.ts';
import { VaultError } from '../../vault/vault-error.ts';
import type { Cluster } from './cluster.ts';
import { type InventoryProblem, isolatedReason, type Mount } from './inventory.ts';
import { MountAnswer, type MountTable, VisibleMounts } from './schema.ts';

export interface FoundMounts {
  mounts: Mount[];
  problems: InventoryProblem[];
  /** Namespaces of which the login may not list all mounts: those it may use were found. */
  partlySeen: string[];
  /** Namespaces that answer nothing, since they are locked or sealed. */
  closed: string[];
}

const requestsAtOnce = 16;

/**
 * The mounts of each namespace, in the namespaces' order and by name. Where the login may not read all of them, those
 * that it may use. A namespace that cannot be asked becomes a problem and costs only itself.
 *
 * @param what `secret` for secrets engines, `auth` for auth methods
 * @throws VaultError when the whole server does not answer
 */
export async function findMounts(
  cluster: Cluster,
  namespaces: readonly string[],
  what: 'secret' | 'auth' = 'secret',
  signal?: AbortSignal,
): Promise<FoundMounts> {
  const problems: InventoryProblem[] = [];
  const partlySeen: string[] = [];
  const closed: string[] = [];
  const mounts = await inParallel(namespaces, requestsAtOnce, async (namespace) => {
    try {
      const { table, isWhole } = await readTable(cluster, namespace, what, signal);
      if (!isWhole) partlySeen.push(namespace);
      return toMounts(namespace, table);
    } catch (error) {
      if (error instanceof VaultError && error.failure === 'namespaceClosed') closed.push(namespace);
      const problem = `${what === 'auth' ? 'Auth methods' : 'Mounts'} cannot be listed: ${isolatedReason(error)}`;
      problems.push({ cluster: cluster.name, namespace, mount: '', path: '', problem });
      return [];
    }
  });
  problems.sort((a, b) => (a.namespace < b.namespace ? -1 : 1));
  return { mounts: mounts.flat(), problems, partlySeen: partlySeen.sort(), closed: closed.sort() };
}

async function readTable(
  { vault }: Cluster,
  namespace: string,
  what: 'secret' | 'auth',
  signal: AbortSignal | undefined,
): Promise<{ table: MountTable; isWhole: boolean }> {
  const options = { method: 'GET', namespace, ...(signal ? { signal } : {}) } as const;
  try {
    const path = what === 'secret' ? 'sys/mounts' : 'sys/auth';
    return { table: (await vault.request({ ...options, path }, MountAnswer)).data, isWhole: true };
  } catch (error) {
    if (!(error instanceof VaultError) || error.failure !== 'denied') throw error;
  }
  const seen = await vault.request({ ...options, path: 'sys/internal/ui/mounts' }, VisibleMounts);
  return { table: seen.data[what], isWhole: false };
}

function toMounts(namespace: string, table: MountTable): Mount[] {
  return Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { type, accessor, description, options }]) => ({
      namespace,
      path,
      type,
      kvVersion: type !== 'kv' && type !== 'generic' ? undefined : options?.version === '2' ? 2 : 1,
      accessor,
      description,
    }));
}
