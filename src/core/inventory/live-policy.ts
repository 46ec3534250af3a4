import { toRfc3339 } from '../../lib/times.ts';
import type { Cluster } from './cluster.ts';
import { findMounts } from './find-mounts.ts';
import { buildPolicy, type PlacedLine, type Policy } from './policy.ts';
import type { PolicyNeed } from './policy-needs.ts';
import { policyText } from './policy-text.ts';
import { type Inventory, takeInventory } from './take-inventory.ts';

/** The least policy for the mounts that one cluster has now. */
export interface LivePolicy extends Policy {
  cluster: string;
  /** Where it is kept: the namespace of the login. */
  namespace: string;
  /** HCL with a comment above each line. */
  text: string;
  inventory: Inventory;
}

/**
 * Reads the mounts and writes the policy for them. Run with a login that sees all of them: `inventory.partlySeen`
 * tells where this one did not.
 *
 * @throws VaultError when the whole server does not answer
 */
export async function readLivePolicy(
  cluster: Cluster,
  options: {
    now: Date;
    extra?: readonly PlacedLine[];
    /** Instead of what the reading login needs, with what the policy is for. */
    other?: { needs: readonly PolicyNeed[]; heading: string };
    signal?: AbortSignal;
  },
): Promise<LivePolicy> {
  const { vault } = cluster;
  const inventory = await takeInventory(cluster, options.signal);
  const open = inventory.namespaces
    .map(({ path }) => path)
    .filter((path) => !inventory.closed.includes(path));
  const auth = await findMounts(cluster, open, 'auth', options.signal);
  const policy = buildPolicy(
    {
      ...inventory,
      authMounts: auth.mounts,
      kind: await vault.serverKind(),
      ownNamespace: vault.namespace,
      ...(options.extra ? { extra: options.extra } : {}),
    },
    options.other?.needs,
  );
  const text = policyText(policy, [
    options.other?.heading ?? 'The reading login of vault-steward: metadata, never the values of secrets.',
    `Written from the mounts of ${cluster.name} as they were at ${toRfc3339(options.now)}.`,
    'Each mount by its name: write it again when mounts come or go (`vault-steward vault-policy`).',
    ...inventory.partlySeen.map(
      (namespace) =>
        `INCOMPLETE: the login that asked may not list all of ${namespace || 'the root namespace'}.`,
    ),
  ]);
  return { ...policy, cluster: cluster.name, namespace: vault.namespace, text, inventory };
}
