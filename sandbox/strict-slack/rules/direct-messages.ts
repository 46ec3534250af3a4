import { textArgument } from '../api-call.ts';
import type { Rule } from '../rule.ts';

/** Only these take a person's id in place of the `D…` channel. */
const takesPerson = new Set(['chat.postMessage']);

export const directMessages: Rule = {
  name: 'direct messages by their channel id D…; a user id only where one is taken, and of somebody who can read',
  source: 'https://docs.slack.dev/reference/methods/chat.update#arguments',
  refuse(call, world) {
    const channel = textArgument(call, 'channel');
    if (channel === undefined || !/^[UW]/.test(channel)) return undefined;
    if (!takesPerson.has(call.method)) return { error: 'channel_not_found' };
    const person = world.person(channel);
    if (person === undefined || person.kind === 'deleted') return { error: 'channel_not_found' };
    return person.kind === 'bot' ? { error: 'cannot_dm_bot' } : undefined;
  },
};
