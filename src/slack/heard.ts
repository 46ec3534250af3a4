import type { Heard } from '../define-interaction.ts';

/** What tells how a message reaches the bot. */
interface Heardable {
  type?: string;
  channel: string;
  channel_type?: string | undefined;
  text: string;
}

export function kindOf(event: Heardable, botUserId: string): Heard {
  if (event.channel_type === 'im' || event.channel.startsWith('D')) return 'direct-message';
  if (event.type === 'app_mention' || mentionOf(botUserId).test(event.text)) return 'mention';
  return 'channel-message';
}

export function withoutMention(text: string, botUserId: string): string {
  return text.replace(mentionOf(botUserId), ' ').trim();
}

/** Not of somebody whose id begins in the same way. */
function mentionOf(userId: string): RegExp {
  return new RegExp(`<@${userId}(?:\\|[^>]*)?>`, 'g');
}
