import { textArgument } from '../api-call.ts';
import type { Rule } from '../rule.ts';

export const ephemeralRecipients: Rule = {
  name: 'ephemeral messages only to people who are in the channel',
  source: 'https://docs.slack.dev/reference/methods/chat.postEphemeral#errors',
  refuse(call, world) {
    if (call.method !== 'chat.postEphemeral') return undefined;
    const channel = textArgument(call, 'channel') ?? '';
    const members = world.channels.members(world.channels.find(channel)?.id ?? channel);
    return members.includes(textArgument(call, 'user') ?? '') ? undefined : { error: 'user_not_in_channel' };
  },
};
