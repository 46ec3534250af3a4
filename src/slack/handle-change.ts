import type { ChangeInteraction, MessageChange } from '../define-interaction.ts';
import { kindOf, withoutMention } from './heard.ts';
import { ChangePayload } from './payloads.ts';
import type { RouterParts } from './request.ts';
import { decodeSlack } from './typed-text.ts';

/**
 * An edit or a deletion of what a person wrote. Nothing of it is kept here, and it counts as often as it comes: the
 * listeners end in the same state.
 */
export async function handleChange(body: unknown, parts: RouterParts): Promise<void> {
  const parsed = ChangePayload.safeParse(body);
  const listeners = parts.interactions.filter(
    (interaction): interaction is ChangeInteraction => interaction.kind === 'message-change',
  );
  if (!parsed.success || listeners.length === 0) return;
  const { ports, log } = parts;
  const change = changeOf(parsed.data.event, await ports.slack.botUserId());
  if (change === undefined) return;
  for (const listener of listeners) {
    try {
      await listener.run(change, { ports, log, now: ports.now() });
    } catch (error) {
      log.error({ error, interaction: listener.id }, 'A changed message could not be followed');
    }
  }
}

/** True for what `handleChange` is for. */
export function isChange(body: unknown): boolean {
  return ChangePayload.safeParse(body).success;
}

/** Undefined for what is no change of a person's words: bots' messages, links that unfurled, new replies below. */
function changeOf(event: ChangePayload['event'], botUserId: string): MessageChange | undefined {
  const { message: after, previous_message: before, channel, ts: changedTs } = event;
  const place = { channel, channel_type: event.channel_type };
  const author = before ?? after;
  if (author?.bot_id !== undefined || author?.user === botUserId) return undefined;
  const ts = event.deleted_ts ?? after?.ts ?? before?.ts;
  if (ts === undefined) return undefined;
  const threadTs = before?.thread_ts ?? after?.thread_ts;
  // What began a thread becomes a tombstone when it is deleted, and the thread stays.
  const isGone = event.subtype === 'message_deleted' || after?.subtype === 'tombstone';
  if (isGone) {
    const heard = kindOf({ ...place, text: before?.text ?? '' }, botUserId);
    return { channel, ts, threadTs, heard, text: undefined, changedTs };
  }
  if (after === undefined || after.text === before?.text) return undefined;
  const text = decodeSlack(withoutMention(after.text, botUserId));
  return { channel, ts, threadTs, heard: kindOf({ ...place, text: after.text }, botUserId), text, changedTs };
}
