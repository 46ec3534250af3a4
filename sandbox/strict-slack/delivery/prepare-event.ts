import type { World } from '../world.ts';
import { escapeText } from './escape-text.ts';

type Event = Record<string, unknown> & { type: string };

/**
 * An event as Slack sends it, or undefined when the app does not get it: not subscribed in the manifest, not in the
 * channel, or a mention in a direct message (https://docs.slack.dev/reference/events/app_mention).
 */
export function prepareEvent(world: World, payload: Record<string, unknown>): object | undefined {
  const event = { ...(payload.event as Event) };
  const channel = channelOf(event);
  if (channel?.startsWith('D')) world.channels.knowDirect(channel, String(event.user));
  if (channel !== undefined && !world.channels.botIsIn(channel)) return undefined;
  const isDirect = channel !== undefined && world.channels.isDirect(channel);
  if (event.type === 'app_mention' && isDirect) return undefined;
  if (event.type === 'message') event.channel_type = channelType(world, channel);
  if (typeof event.text === 'string') event.text = escapeText(event.text);
  if (!world.manifest.botEvents.has(subscription(event))) return undefined;
  const shared = channel !== undefined && world.channels.find(channel)?.kind === 'shared';
  return { ...payload, event, is_ext_shared_channel: shared };
}

function channelOf(event: Event): string | undefined {
  const item = event.item as { channel?: string } | undefined;
  const channel = event.channel ?? event.channel_id ?? item?.channel;
  return channel === undefined ? undefined : String(channel);
}

function channelType(world: World, channel: string | undefined): string {
  if (channel !== undefined && world.channels.isDirect(channel)) return 'im';
  return world.channels.find(channel ?? '')?.kind === 'private' ? 'group' : 'channel';
}

/** How the manifest names the event: messages by kind of channel. */
function subscription(event: Event): string {
  if (event.type !== 'message') return event.type;
  return { im: 'message.im', group: 'message.groups' }[String(event.channel_type)] ?? 'message.channels';
}
