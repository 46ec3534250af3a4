import { z } from 'zod';
import { chooseClusters } from '../core/inventory/choose-cluster.ts';
import { roles } from '../core/people/person.ts';
import { defineInteraction, type Interaction } from '../define-interaction.ts';
import type { SlackGateway } from '../slack/slack-gateway.ts';
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
      const refused = await whyNotHere(ports.slack, channel);
      if (refused !== undefined) return tell(shareRefusedMessage(refused));
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

/** Said at once: a post that Slack refuses would only be missed. */
async function whyNotHere(slack: SlackGateway, channel: string): Promise<string | undefined> {
  const kind = await slack.channelKind(channel);
  if (kind === 'shared')
    return 'People from outside can read this channel, so the status is not shared in it.';
  // Asked anew: somebody may have invited the bot a moment ago.
  const isMember = kind !== 'unknown' && (await slack.isInChannel(channel, await slack.botUserId()));
  return isMember
    ? undefined
    : 'I am not in this channel. Type `/invite @vault-steward` in it, then share again.';
}
