import { type ApiCall, textArgument } from '../api-call.ts';
import { withBlockIds } from '../block-ids.ts';
import { wholes } from '../block-kit-limits.ts';
import { botIdOf, newTs } from '../ids.ts';
import type { Method } from '../method.ts';
import type { World } from '../world.ts';

/**
 * Cuts the text as Slack does, posts, and tells the app of its own message as the Events API does.
 * https://docs.slack.dev/reference/methods/chat.postMessage
 */
export const chatPostMessage: Method = async (call, world) => {
  const text = (textArgument(call, 'text') ?? '').slice(0, wholes.postText);
  const answer = await world.local.call('chat.postMessage', { ...call.args, ...blocksOf(call), text });
  if (!answer.ok) return answer;
  const channel = String(answer.channel);
  const asked = textArgument(call, 'channel') ?? '';
  if (/^[UW]/.test(asked)) world.channels.knowDirect(channel, asked);
  const message = answer.message as Record<string, unknown>;
  world.tellApp({ ...ownMessage(world, message), type: 'message', channel, event_ts: message.ts });
  return answer;
};

/** https://docs.slack.dev/reference/methods/chat.postEphemeral */
export const chatPostEphemeral: Method = (call, world) =>
  world.local.call('chat.postEphemeral', { ...call.args, ...blocksOf(call) });

/**
 * "If the text argument is provided and blocks are not provided, the blocks will be removed"; without text they
 * stay. https://docs.slack.dev/reference/methods/chat.update
 */
export const chatUpdate: Method = async (call, world) => {
  const channel = textArgument(call, 'channel') ?? '';
  const ts = textArgument(call, 'ts') ?? '';
  const before = (await world.local.messages(channel)).find((message) => message.ts === ts);
  const text = textArgument(call, 'text') ?? before?.text ?? '';
  const kept =
    call.args.text === undefined && call.args.blocks === undefined ? { blocks: before?.blocks } : {};
  const answer = await world.local.call('chat.update', { ...call.args, text, ...kept, ...blocksOf(call) });
  if (!answer.ok) return answer;
  const event_ts = newTs(world.clock.now());
  world.tellApp({
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    channel,
    ts: event_ts,
    event_ts,
    message: ownMessage(world, answer.message as Record<string, unknown>),
    previous_message: before,
  });
  return answer;
};

/** https://docs.slack.dev/reference/methods/chat.delete */
export const chatDelete: Method = async (call, world) => {
  const channel = textArgument(call, 'channel') ?? '';
  const ts = textArgument(call, 'ts') ?? '';
  const before = (await world.local.messages(channel)).find((message) => message.ts === ts);
  const answer = await world.local.call('chat.delete', call.args);
  if (!answer.ok) return answer;
  const event_ts = newTs(world.clock.now());
  world.tellApp({
    type: 'message',
    subtype: 'message_deleted',
    hidden: true,
    channel,
    ts: event_ts,
    event_ts,
    deleted_ts: ts,
    previous_message: ownMessage(world, before as unknown as Record<string, unknown>),
  });
  return { ok: true, channel, ts };
};

function blocksOf(call: ApiCall): object {
  return Array.isArray(call.args.blocks) ? { blocks: withBlockIds(call.args.blocks) } : {};
}

function ownMessage(world: World, message: Record<string, unknown>): Record<string, unknown> {
  const { app } = world.workspace;
  return { ...message, user: app.botUserId, bot_id: botIdOf(app.botUserId), app_id: app.appId };
}
