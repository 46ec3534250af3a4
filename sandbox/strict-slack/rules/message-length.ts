import { textArgument } from '../api-call.ts';
import { wholes } from '../block-kit-limits.ts';
import { blocksSize } from '../check-blocks.ts';
import type { Rule } from '../rule.ts';

const posts = new Set(['chat.postMessage', 'chat.postEphemeral', 'chat.update']);

export const messageLength: Rule = {
  name: 'msg_too_long in an edit, msg_blocks_too_long for all blocks together',
  source: 'https://docs.slack.dev/reference/methods/chat.update#errors',
  refuse(call) {
    if (!posts.has(call.method)) return undefined;
    const length = textArgument(call, 'text')?.length ?? 0;
    if (call.method === 'chat.update' && length > wholes.updateText) return { error: 'msg_too_long' };
    const blocks = Array.isArray(call.args.blocks) ? call.args.blocks : [];
    return blocksSize(blocks) > wholes.blocksCharacters ? { error: 'msg_blocks_too_long' } : undefined;
  },
};
