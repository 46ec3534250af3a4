import { textArgument } from '../api-call.ts';
import type { Rule } from '../rule.ts';

/** Reading and writing need the bot in the channel. */
const forMembers = new Set([
  'chat.delete',
  'chat.postEphemeral',
  'chat.postMessage',
  'chat.update',
  'conversations.history',
  'conversations.replies',
  'files.completeUploadExternal',
  'reactions.add',
  'reactions.remove',
]);

/**
 * A private channel that the bot is not in does not exist for it. Public ones can be looked up, and posted to
 * with `chat:write.public` only.
 */
export const channelMembership: Rule = {
  name: 'not_in_channel for reading, replying and posting; channel_not_found for unknown and private channels',
  source: 'https://docs.slack.dev/reference/methods/conversations.history#errors',
  refuse(call, world) {
    const id = textArgument(call, 'channel') ?? textArgument(call, 'channel_id');
    if (id === undefined || world.channels.isDirect(id)) return undefined;
    const channel = world.channels.find(id);
    if (channel === undefined) return { error: 'channel_not_found' };
    if (world.channels.botIsIn(channel.id)) return undefined;
    if (channel.kind === 'private') return { error: 'channel_not_found' };
    if (!forMembers.has(call.method)) return undefined;
    const mayPostAnywhere = call.method === 'chat.postMessage' && world.hasScope('chat:write.public');
    return mayPostAnywhere ? undefined : { error: 'not_in_channel' };
  },
};
