import type { Config } from '../../config/config.ts';
import { chooseClusters } from '../../core/inventory/choose-cluster.ts';
import type { Cluster } from '../../core/inventory/cluster.ts';
import { type Inventory, takeInventory } from '../../core/inventory/take-inventory.ts';
import { UserError } from '../../lib/errors.ts';
import { type LiveSecret, readSecret, type SecretPlace } from './secret-metadata.ts';

export interface FoundSecret {
  cluster: Cluster;
  place: SecretPlace;
  live: LiveSecret;
}

/**
 * Finds a secret by its path as people write it, namespace and mount in front: `team-a/kv/app/db`. Looks where mounts
 * are now.
 *
 * @throws UserError when there is none, or one on several clusters; VaultError when no server answers
 */
export async function findSecret(
  wish: { path: string; cluster: string | undefined },
  clusters: readonly Cluster[],
  options: { config: Config; now: Date; signal: AbortSignal },
): Promise<FoundSecret> {
  const path = wish.path.replace(/^\/+/, '');
  const chosen = chooseClusters(clusters, wish.cluster);
  const looks = await Promise.allSettled(chosen.map((cluster) => lookOn(cluster, path, options)));
  const found = looks.flatMap((look) => (look.status === 'fulfilled' && look.value ? [look.value] : []));
  const [first, another] = found;
  if (first && another) {
    const names = found.map(({ cluster }) => `\`${cluster.name}\``).join(', ');
    throw new UserError(`This path is on several clusters: ${names}. Write the cluster’s name before it.`);
  }
  if (first) return first;
  const failed = looks.find((look) => look.status === 'rejected');
  if (failed) throw failed.reason;
  throw new UserError(noSecretText);
}

/** The same words for what is not there and for what is not theirs: nobody learns names by guessing. */
export const noSecretText =
  'There is no such secret, or it is not yours. Write its whole path, namespace and mount in front: team-a/kv/app/db.';

async function lookOn(
  cluster: Cluster,
  path: string,
  { config, now, signal }: { config: Config; now: Date; signal: AbortSignal },
): Promise<FoundSecret | undefined> {
  const place = placeOf(path, await takeInventory(cluster, signal));
  if (!place) return undefined;
  try {
    return { cluster, place, live: await readSecret(cluster, place, config, now, signal) };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Which mount a path means: the longest that it begins with. Pure. */
export function placeOf(
  path: string,
  { cluster, mounts }: Pick<Inventory, 'cluster' | 'mounts'>,
): SecretPlace | undefined {
  const [mount] = mounts
    .filter(({ namespace, path: own, kvVersion }) => kvVersion === 2 && path.startsWith(namespace + own))
    .sort((a, b) => b.namespace.length + b.path.length - a.namespace.length - a.path.length);
  const inside = mount && path.slice(mount.namespace.length + mount.path.length);
  if (!mount || !inside || inside.endsWith('/')) return undefined;
  return { cluster, namespace: mount.namespace, mount: mount.path, path: inside };
}
