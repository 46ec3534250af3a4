import type { Answer } from './api-call.ts';
import { withBlockIds } from './block-ids.ts';
import { checkBlocks } from './check-blocks.ts';
import type { ResponseContext } from './response-urls.ts';
import { describeComplaints } from './rules/block-limits.ts';
import type { World } from './world.ts';

/**
 * Carries out an answer that came through a response_url, or with the acknowledgement of a command: ephemeral
 * unless it says `in_channel`; it may replace or delete the message that was clicked.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export async function respond(
  world: World,
  context: ResponseContext,
  body: Record<string, unknown>,
): Promise<Answer> {
  const { channel, user, messageTs } = context;
  if (body.delete_original === true && messageTs !== undefined)
    return world.local.call('chat.delete', { channel, ts: messageTs });
  const complaints = body.blocks === undefined ? [] : checkBlocks(body.blocks, 'message');
  if (complaints.length > 0)
    return { ok: false, error: 'invalid_blocks', errors: describeComplaints(complaints) };
  if (body.text === undefined && body.blocks === undefined) return { ok: false, error: 'no_text' };
  const message = {
    channel,
    text: body.text ?? '',
    ...(Array.isArray(body.blocks) ? { blocks: withBlockIds(body.blocks) } : {}),
  };
  if (body.replace_original === true && messageTs !== undefined)
    return world.local.call('chat.update', { ...message, ts: messageTs });
  const thread = body.thread_ts ?? context.threadTs;
  const placed = { ...message, ...(thread === undefined ? {} : { thread_ts: thread }) };
  if (body.response_type === 'in_channel') return world.local.call('chat.postMessage', placed);
  return world.local.call('chat.postEphemeral', { ...placed, user });
}
