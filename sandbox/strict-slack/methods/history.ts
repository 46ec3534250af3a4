import type { ScreenMessage } from '../../local-slack/screen.ts';
import { type ApiCall, flagArgument, textArgument } from '../api-call.ts';
import { compareTs } from '../ids.ts';
import type { Method } from '../method.ts';
import { takePage } from '../pages.ts';

/** "It's recommended to return no more than 200 at a time", 999 at most. */
const mostMessages = 999;

/**
 * Newest first, between `oldest` and `latest`; no thread replies, no ephemeral messages.
 * https://docs.slack.dev/reference/methods/conversations.history
 */
export const conversationsHistory: Method = async (call, world) => {
  const id = textArgument(call, 'channel') ?? '';
  const all = await world.local.messages(world.channels.find(id)?.id ?? id);
  const kept = all.filter(isKept);
  const top = kept
    .filter((message) => message.thread_ts === undefined || message.thread_ts === message.ts)
    .filter((message) => isBetween(message, call))
    .sort((a, b) => compareTs(b.ts, a.ts))
    .map((message) => withThread(message, kept));
  return answerPage(top, call, 100);
};

/**
 * The parent first, then its replies, oldest first.
 * https://docs.slack.dev/reference/methods/conversations.replies
 */
export const conversationsReplies: Method = async (call, world) => {
  const ts = textArgument(call, 'ts');
  const kept = (await world.local.messages(textArgument(call, 'channel') ?? '')).filter(isKept);
  const parent = kept.find((message) => message.ts === ts);
  if (parent === undefined) return { ok: false, error: 'thread_not_found' };
  const replies = kept
    .filter((message) => message.thread_ts === ts && message.ts !== ts)
    .filter((message) => isBetween(message, call))
    .sort((a, b) => compareTs(a.ts, b.ts));
  return answerPage([withThread(parent, kept), ...replies], call, 1000);
};

function isKept(message: ScreenMessage): boolean {
  return message.subtype !== 'ephemeral';
}

/** Without `inclusive` the bounds themselves do not count. */
function isBetween(message: ScreenMessage, call: ApiCall): boolean {
  const margin = flagArgument(call, 'inclusive') ? 0 : 1;
  const oldest = textArgument(call, 'oldest');
  const latest = textArgument(call, 'latest');
  if (oldest !== undefined && Math.sign(compareTs(message.ts, oldest)) < margin) return false;
  return latest === undefined || Math.sign(compareTs(latest, message.ts)) >= margin;
}

function withThread(message: ScreenMessage, all: readonly ScreenMessage[]): object {
  const replies = all.filter((reply) => reply.thread_ts === message.ts && reply.ts !== message.ts);
  if (replies.length === 0) return message;
  const users = [...new Set(replies.map((reply) => reply.user))];
  return {
    ...message,
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: replies.at(-1)?.ts,
  };
}

function answerPage(messages: readonly object[], call: ApiCall, defaultLimit: number) {
  const found = takePage(messages, call, defaultLimit, mostMessages);
  if (found === undefined) return { ok: false, error: 'invalid_cursor' };
  const hasMore = found.nextCursor !== '';
  const metadata = hasMore ? { response_metadata: { next_cursor: found.nextCursor } } : {};
  return { ok: true, messages: found.page, has_more: hasMore, pin_count: 0, ...metadata };
}
