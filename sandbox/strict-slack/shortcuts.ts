import type { ScreenMessage } from '../local-slack/screen.ts';
import type { Delivery } from './delivery/delivery.ts';
import type { Ack } from './delivery/envelope.ts';
import { interactionBase } from './delivery/interaction-base.ts';
import { newTs } from './ids.ts';
import type { World } from './world.ts';

/**
 * A shortcut from the menu: of a message, or without one a global one. The local Slack has neither.
 * https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload
 *
 * @throws Error when the manifest has no such shortcut: nobody could choose it
 */
export function runShortcut(
  world: World,
  delivery: Delivery,
  user: string,
  callbackId: string,
  message?: ScreenMessage,
): Promise<Ack> {
  const { shortcuts } = world.manifest;
  if (shortcuts !== 'everything' && !shortcuts.has(callbackId))
    throw new Error(`the manifest has no shortcut ${callbackId}; it has ${[...shortcuts].join(', ')}`);
  const common = {
    ...interactionBase(world, user),
    callback_id: callbackId,
    trigger_id: world.triggers.issue(user),
    action_ts: newTs(world.clock.now()),
  };
  if (message === undefined) return delivery.deliver('interactive', { type: 'shortcut', ...common });
  const { channel, ts, thread_ts } = message;
  const id = world.responseUrls.issue({ user, channel, messageTs: ts, threadTs: thread_ts });
  return delivery.deliver('interactive', {
    type: 'message_action',
    ...common,
    message_ts: ts,
    channel: { id: channel, name: world.channels.find(channel)?.name ?? 'directmessage' },
    message,
    response_url: `${world.url}/actions/${id}`,
  });
}
