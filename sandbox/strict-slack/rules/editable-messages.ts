import { textArgument } from '../api-call.ts';
import type { Rule } from '../rule.ts';

/** Ephemeral messages are not kept: only their response_url reaches them again. */
export const editableMessages: Rule = {
  name: 'chat.update and chat.delete of the bot’s own messages, never of ephemeral ones',
  source: 'https://docs.slack.dev/messaging/modifying-messages',
  async refuse(call, world) {
    const isUpdate = call.method === 'chat.update';
    if (!isUpdate && call.method !== 'chat.delete') return undefined;
    const channel = textArgument(call, 'channel') ?? '';
    const messages = await world.local.messages(world.channels.find(channel)?.id ?? channel);
    const message = messages.find(({ ts }) => ts === textArgument(call, 'ts'));
    if (message === undefined || message.subtype === 'ephemeral') return { error: 'message_not_found' };
    if (message.user === world.workspace.app.botUserId) return undefined;
    return { error: isUpdate ? 'cant_update_message' : 'cant_delete_message' };
  },
};
