import type { Cluster } from '../src/core/inventory/cluster.ts';
import { roles } from '../src/core/people/person.ts';
import { defineCommand } from '../src/define-command.ts';
import { lookAtClusters, type StatusLook } from '../src/health/look-at-clusters.ts';
import { statusMessage } from '../src/health/status-message.ts';
import { statusText } from '../src/health/status-text.ts';
import { UsageError } from '../src/lib/errors.ts';
import { nearestNames } from '../src/lib/nearest-names.ts';

export const status = defineCommand<{ cluster: string | undefined }, StatusLook>({
  name: 'status',
  summary: 'Whether every node is there, unsealed and at work',
  usage: '[cluster]',
  examples: ['status', 'status prod'],
  roles,
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['vault'],
  parse: ({ words: [cluster, ...more] }) => {
    if (more.length > 0) throw new UsageError('Name one cluster, or none for all of them.');
    return { cluster };
  },
  run: ({ cluster }, { ports, now, signal }) => lookAtClusters(choose(ports.clusters, cluster), now, signal),
  message: (look) => statusMessage(look),
  text: (look) => statusText(look),
});

function choose(clusters: readonly Cluster[], name: string | undefined): readonly Cluster[] {
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
