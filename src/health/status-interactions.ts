import { z } from 'zod';
import { chooseClusters } from '../core/inventory/choose-cluster.ts';
import { roles } from '../core/people/person.ts';
import { defineInteraction, type Interaction } from '../define-interaction.ts';
import { readStatus } from './read-status.ts';
import { shareButton, shareRefusedMessage, statusMessage } from './status-message.ts';

/** `*`: all clusters. */
const ClusterName = z.string().regex(/^(\*|[a-z0-9][a-z0-9-]{0,30})$/);

/** What was shown to one person, looked at anew for all in the channel. */
export const statusInteractions: readonly Interaction[] = [
  defineInteraction({
    kind: 'button',
    ...shareButton,
    summary: 'Posts the status into the channel where it was asked for',
    roles,
    value: ClusterName,
    async run(name, { ports, now, signal, channel, person, reference, tell }) {
      if (channel === undefined || !ports.outbox)
        return tell(shareRefusedMessage('There is no channel to share it in. Ask for the status there.'));
      const clusters = chooseClusters(ports.clusters, name === '*' ? undefined : name);
      const answer = await readStatus(ports, clusters, now, { signal });
      await ports.outbox.enqueue({
        key: `status-shared:${reference}`,
        destination: { channel },
        message: statusMessage(answer, { sharedBy: person.id }),
      });
    },
  }),
];
