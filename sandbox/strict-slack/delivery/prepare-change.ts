import type { ScreenMessage } from '../../local-slack/screen.ts';
import type { World } from '../world.ts';
import { escapeText } from './escape-text.ts';

type Payload = Record<string, unknown>;

/**
 * An edit or a deletion as Slack tells it: hidden, texts escaped; and what began a thread does not go while it has
 * replies but becomes a tombstone, which is an edit to the app.
 * https://docs.slack.dev/reference/events/message/message_changed and /message_deleted
 */
export async function prepareChange(world: World, payload: Payload): Promise<Payload> {
  const event = payload.event as Payload & { subtype?: string; channel?: string };
  if (event.subtype !== 'message_changed' && event.subtype !== 'message_deleted') return payload;
  const before = escaped(event.previous_message);
  const hidden = { ...event, hidden: true, ...(before === undefined ? {} : { previous_message: before }) };
  if (event.subtype === 'message_changed')
    return { ...payload, event: { ...hidden, message: escaped(event.message) } };
  const ts = String(event.deleted_ts);
  const replies = (await world.local.messages(String(event.channel))).filter((one) => one.thread_ts === ts);
  if (replies.length === 0) return { ...payload, event: hidden };
  const { deleted_ts: _, ...rest } = hidden as Payload;
  return {
    ...payload,
    event: { ...rest, subtype: 'message_changed', message: tombstone(ts, replies) },
  };
}

function escaped(message: unknown): Payload | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const { text } = message as { text?: unknown };
  return { ...message, ...(typeof text === 'string' ? { text: escapeText(text) } : {}) };
}

function tombstone(ts: string, replies: readonly ScreenMessage[]): Payload {
  return {
    type: 'message',
    subtype: 'tombstone',
    text: 'This message was deleted.',
    user: 'USLACKBOT',
    hidden: true,
    ts,
    thread_ts: ts,
    reply_count: replies.length,
    latest_reply: replies.at(-1)?.ts,
  };
}
