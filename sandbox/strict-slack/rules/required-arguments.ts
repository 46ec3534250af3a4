import type { Rule } from '../rule.ts';

/** Each method's page lists them; Slack names the missing ones in `response_metadata`. */
const required: Readonly<Record<string, readonly string[]>> = {
  'chat.delete': ['channel', 'ts'],
  'chat.getPermalink': ['channel', 'message_ts'],
  'chat.postEphemeral': ['channel', 'user'],
  'chat.postMessage': ['channel'],
  'chat.update': ['channel', 'ts'],
  'conversations.history': ['channel'],
  'conversations.info': ['channel'],
  'conversations.join': ['channel'],
  'conversations.members': ['channel'],
  'conversations.open': ['users'],
  'conversations.replies': ['channel', 'ts'],
  'files.completeUploadExternal': ['files'],
  'files.getUploadURLExternal': ['filename', 'length'],
  'files.info': ['file'],
  'reactions.add': ['channel', 'timestamp', 'name'],
  'reactions.remove': ['channel', 'timestamp', 'name'],
  'usergroups.users.list': ['usergroup'],
  'users.info': ['user'],
  'users.lookupByEmail': ['email'],
  'views.open': ['trigger_id', 'view'],
  'views.publish': ['user_id', 'view'],
  'views.push': ['trigger_id', 'view'],
  'views.update': ['view'],
};

const withText = new Set(['chat.postMessage', 'chat.postEphemeral', 'chat.update']);

export const requiredArguments: Rule = {
  name: 'the required arguments of each method, and something to say in a message',
  source: 'https://docs.slack.dev/reference/methods/chat.postMessage#errors',
  refuse(call) {
    const isMissing = (name: string) => [undefined, null, ''].includes(call.args[name] as undefined);
    const missing = (required[call.method] ?? []).filter(isMissing);
    if (missing.length > 0) {
      const messages = missing.map((name) => `[ERROR] missing required field: ${name}`);
      return { error: 'invalid_arguments', details: { response_metadata: { messages } } };
    }
    const hasNothing = withText.has(call.method) && ['text', 'blocks', 'attachments'].every(isMissing);
    return hasNothing ? { error: 'no_text' } : undefined;
  },
};
