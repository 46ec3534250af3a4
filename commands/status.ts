import { chooseClusters } from '../src/core/inventory/choose-cluster.ts';
import { roles } from '../src/core/people/person.ts';
import { defineCommand } from '../src/define-command.ts';
import { lookAtClusters, type StatusLook } from '../src/health/look-at-clusters.ts';
import { statusMessage } from '../src/health/status-message.ts';
import { statusText } from '../src/health/status-text.ts';
import { UsageError } from '../src/lib/errors.ts';

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
  run: ({ cluster }, { ports, now, signal }) =>
    lookAtClusters(chooseClusters(ports.clusters, cluster), now, signal),
  message: (look) => statusMessage(look),
  text: (look, { colours }) => statusText(look, { colours }),
});
