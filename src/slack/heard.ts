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
  if (event.type === 'app_mention' || event.text.includes(`<@${botUserId}`)) return 'mention';
  return 'channel-message';
}

export function withoutMention(text: string, botUserId: string): string {
  const mention = new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`, 'g');
  return text.replace(mention, ' ').trim();
}
