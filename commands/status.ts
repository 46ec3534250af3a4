import { chooseClusters } from '../src/core/inventory/choose-cluster.ts';
import { roles } from '../src/core/people/person.ts';
import { defineCommand } from '../src/define-command.ts';
import { contractOf, readStatus, type StatusAnswer } from '../src/health/read-status.ts';
import { statusMessage } from '../src/health/status-message.ts';
import { statusText } from '../src/health/status-text.ts';
import { UsageError } from '../src/lib/errors.ts';

interface Args {
  cluster: string | undefined;
}

export const status = defineCommand<Args, StatusAnswer>({
  name: 'status',
  summary: 'How every node and cluster is, what is wrong, and since when',
  usage: '[cluster]',
  examples: ['status', 'status prod'],
  roles,
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: ['vault', 'store'],
  parse: ({ words: [cluster, ...more] }) => {
    if (more.length > 0) throw new UsageError('Name one cluster, or none for all of them.');
    return { cluster };
  },
  run: ({ cluster }, { ports, now, signal }) =>
    readStatus(ports, chooseClusters(ports.clusters, cluster), now, { signal }),
  message: (answer, { slack }) => {
    const [only, another] = answer.clusters;
    const share = { cluster: another ? undefined : only?.name };
    return statusMessage(answer, slack && slack.channelKind !== 'direct' ? { share } : {});
  },
  text: (answer, { now, colours }) => statusText(answer, { now, colours }),
  json: contractOf,
});
