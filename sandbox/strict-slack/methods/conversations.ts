import type { SlackChannel } from '../../local-slack/workspace.ts';
import { type ApiCall, textArgument } from '../api-call.ts';
import type { Method } from '../method.ts';
import { takePage } from '../pages.ts';
import type { World } from '../world.ts';

/** https://docs.slack.dev/reference/methods/conversations.info, https://docs.slack.dev/reference/objects/conversation-object */
export const conversationsInfo: Method = (call, world) => {
  const id = textArgument(call, 'channel') ?? '';
  if (world.channels.isDirect(id)) {
    const user = world.channels.personOf(id);
    if (user === undefined) return { ok: false, error: 'channel_not_found' };
    return { ok: true, channel: { id, is_im: true, is_private: true, is_ext_shared: false, user } };
  }
  const channel = world.channels.find(id);
  if (channel === undefined) return { ok: false, error: 'channel_not_found' };
  return { ok: true, channel: channelObject(channel, world) };
};

/** https://docs.slack.dev/reference/methods/conversations.join: public channels only. */
export const conversationsJoin: Method = (call, world) => {
  const channel = world.channels.find(textArgument(call, 'channel') ?? '');
  if (channel === undefined) return { ok: false, error: 'channel_not_found' };
  if (channel.kind === 'private') return { ok: false, error: 'method_not_supported_for_channel_type' };
  if (world.channels.botIsIn(channel.id)) {
    const warnings = {
      warning: 'already_in_channel',
      response_metadata: { warnings: ['already_in_channel'] },
    };
    return { ok: true, channel: channelObject(channel, world), ...warnings };
  }
  world.channels.addBot(channel.id);
  world.tellApp({
    type: 'member_joined_channel',
    user: world.workspace.app.botUserId,
    channel: channel.id,
    team: world.workspace.teamId,
  });
  return { ok: true, channel: channelObject(channel, world) };
};

/** https://docs.slack.dev/reference/methods/conversations.members */
export const conversationsMembers: Method = (call, world) => {
  const id = textArgument(call, 'channel') ?? '';
  const members = world.channels.members(world.channels.find(id)?.id ?? id);
  const found = takePage(members, call, 100);
  if (found === undefined) return { ok: false, error: 'invalid_cursor' };
  return { ok: true, members: found.page, response_metadata: { next_cursor: found.nextCursor } };
};

/** https://docs.slack.dev/reference/methods/conversations.list: private ones only where the bot is. */
export const conversationsList: Method = (call, world) => listChannels(call, world, () => true);

/** https://docs.slack.dev/reference/methods/users.conversations: where the bot is. */
export const usersConversations: Method = (call, world) =>
  listChannels(call, world, (channel) => world.channels.botIsIn(channel.id));

/** https://docs.slack.dev/reference/methods/conversations.open */
export const conversationsOpen: Method = async (call, world) => {
  const user = textArgument(call, 'users') ?? '';
  const person = world.person(user);
  if (person === undefined) return { ok: false, error: 'user_not_found' };
  if (person.kind === 'deleted') return { ok: false, error: 'user_disabled' };
  if (person.kind === 'bot') return { ok: false, error: 'cannot_dm_bot' };
  const answer = await world.local.call('conversations.open', { users: user });
  world.channels.knowDirect((answer.channel as { id: string }).id, user);
  return answer;
};

function listChannels(call: ApiCall, world: World, fits: (channel: SlackChannel) => boolean) {
  const types = (textArgument(call, 'types') ?? 'public_channel').split(',').map((type) => type.trim());
  const channels = world.channels.all().filter((channel) => {
    const isPrivate = channel.kind === 'private';
    if (!types.includes(isPrivate ? 'private_channel' : 'public_channel')) return false;
    return fits(channel) && (!isPrivate || world.channels.botIsIn(channel.id));
  });
  const found = takePage(channels, call, 100);
  if (found === undefined) return { ok: false, error: 'invalid_cursor' };
  return {
    ok: true,
    channels: found.page.map((channel) => channelObject(channel, world)),
    response_metadata: { next_cursor: found.nextCursor },
  };
}

function channelObject(channel: SlackChannel, world: World): object {
  const isPrivate = channel.kind === 'private';
  const isShared = channel.kind === 'shared';
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !isPrivate,
    is_group: isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: isPrivate,
    is_archived: false,
    is_general: channel.name === 'general',
    is_shared: isShared,
    is_ext_shared: isShared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    is_member: world.channels.botIsIn(channel.id),
    num_members: world.channels.members(channel.id).length,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}
