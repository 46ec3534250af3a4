import { UserError } from '../../lib/errors.ts';
import { VaultError } from '../../vault/vault-error.ts';
import type { Cluster } from './cluster.ts';
import { type InventoryProblem, isolatedReason, type Namespace } from './inventory.ts';
import { NamespaceList, VisibleNamespaces } from './schema.ts';

export interface FoundNamespaces {
  /** The login's own one first, then by name. */
  namespaces: Namespace[];
  problems: InventoryProblem[];
  /** Namespaces of which the login may not list all children: those it may see were found. */
  partlySeen: string[];
}

/**
 * All namespaces from the login's own one down: with one recursive SCAN on OpenBao, else level by level. Where the
 * login may not list them, those it may see. On a server without namespaces the root is the only one.
 *
 * @throws VaultError when the whole server does not answer
 * @throws UserError when a namespace is configured on a server without any
 */
export async function findNamespaces(cluster: Cluster, signal?: AbortSignal): Promise<FoundNamespaces> {
  const { vault } = cluster;
  const own: Namespace = { path: vault.namespace, customMetadata: {}, locked: false };
  if (!(await vault.hasNamespaces())) {
    if (vault.namespace === '') return { namespaces: [own], problems: [], partlySeen: [] };
    throw new UserError(
      `${cluster.name} has no namespaces, but ${vault.namespace} is configured for it. Remove the namespace.`,
    );
  }
  const found: Omit<FoundNamespaces, 'namespaces'> = { problems: [], partlySeen: [] };
  const below = (await scan(cluster, signal)) ?? (await walk(cluster, vault.namespace, found, signal));
  below.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { namespaces: [own, ...below], ...found };
}

/** Undefined where the server has no SCAN, or the login no right to it. */
async function scan({ vault }: Cluster, signal: AbortSignal | undefined): Promise<Namespace[] | undefined> {
  if ((await vault.serverKind()) !== 'openbao') return undefined;
  const options = signal ? { signal } : {};
  try {
    const answer = await vault.request({ ...options, method: 'SCAN', path: 'sys/namespaces' }, NamespaceList);
    return toNamespaces(vault.namespace, answer);
  } catch (error) {
    isolatedReason(error);
    return undefined;
  }
}

async function walk(
  cluster: Cluster,
  parent: string,
  found: Omit<FoundNamespaces, 'namespaces'>,
  signal: AbortSignal | undefined,
): Promise<Namespace[]> {
  let children: Namespace[];
  try {
    children = await listChildren(cluster, parent, found, signal);
  } catch (error) {
    const problem = `Namespaces below cannot be listed: ${isolatedReason(error)}`;
    found.problems.push({ cluster: cluster.name, namespace: parent, mount: '', path: '', problem });
    return [];
  }
  const below: Namespace[][] = [];
  for (const child of children) below.push([child], await walk(cluster, child.path, found, signal));
  return below.flat();
}

async function listChildren(
  { vault }: Cluster,
  namespace: string,
  found: Omit<FoundNamespaces, 'namespaces'>,
  signal: AbortSignal | undefined,
): Promise<Namespace[]> {
  const options = { namespace, ...(signal ? { signal } : {}) };
  try {
    const answer = await vault.request({ ...options, method: 'LIST', path: 'sys/namespaces' }, NamespaceList);
    return toNamespaces(namespace, answer);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    // An empty list is a 404 without a word.
    if (error.failure === 'notFound' && error.details.length === 0) return [];
    if (error.failure !== 'denied') throw error;
  }
  const seen = await vault.request(
    { ...options, method: 'GET', path: 'sys/internal/ui/namespaces' },
    VisibleNamespaces,
  );
  found.partlySeen.push(namespace);
  return toNamespaces(namespace, { data: { keys: seen.data.keys ?? [] } });
}

/** A tainted namespace is being deleted: it is gone already, as far as anyone is concerned. */
function toNamespaces(parent: string, { data }: NamespaceList): Namespace[] {
  return (data.keys ?? []).flatMap((key) => {
    const info = data.key_info?.[key];
    if (info?.tainted) return [];
    const path = `${parent}${key.replace(/\/*$/, '/')}`;
    return [{ path, customMetadata: info?.custom_metadata ?? {}, locked: info?.locked ?? false }];
  });
}
