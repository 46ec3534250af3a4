import { UsageError } from '../../lib/errors.ts';
import { nearestNames } from '../../lib/nearest-names.ts';

/**
 * The clusters a person means: the one of that name, or all.
 *
 * @throws UsageError naming the nearest, or those there are
 */
export function chooseClusters<Named extends { name: string }>(
  clusters: readonly Named[],
  name: string | undefined,
): readonly Named[] {
  if (name === undefined) return clusters;
  const chosen = clusters.filter((cluster) => cluster.name === name);
  if (chosen.length > 0 || clusters.length === 0) return chosen;
  const names = clusters.map((cluster) => cluster.name);
  const near = nearestNames(name, names);
  const known = (near.length > 0 ? near : names.slice(0, 10)).map((one) => `\`${one}\``).join(', ');
  throw new UsageError(
    `There is no cluster of that name. ${near.length > 0 ? `Did you mean ${known}?` : `The clusters here: ${known}.`}`,
  );
}
