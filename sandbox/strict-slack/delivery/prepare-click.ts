import type { World } from '../world.ts';

/**
 * A click on an element of a message, as Slack sends it. Ephemeral messages are not kept, so the payload of a click
 * on one has no `message`. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
export function prepareClick(world: World, payload: Record<string, unknown>): object {
  const user = (payload.user as { id: string }).id;
  const channel = (payload.channel as { id: string; name: string }).id;
  const message = payload.message as Record<string, unknown> | undefined;
  const messageTs = message?.ts as string | undefined;
  const isEphemeral = message?.subtype === 'ephemeral';
  const threadTs = message?.thread_ts as string | undefined;
  const id = world.responseUrls.issue({ user, channel, messageTs, threadTs });
  const { message: _message, ...rest } = payload;
  return {
    ...rest,
    container: {
      type: 'message',
      message_ts: messageTs,
      channel_id: channel,
      is_ephemeral: isEphemeral,
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    },
    ...(isEphemeral ? {} : { message }),
    trigger_id: world.triggers.issue(user),
    response_url: `${world.url}/actions/${id}`,
  };
}
