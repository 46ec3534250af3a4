import { type Complaint, checkBlocks } from '../check-blocks.ts';
import type { Rule } from '../rule.ts';

/** Slack says where and what in `errors`; the limits themselves stand in `block-kit-limits.ts`. */
export const blockLimits: Rule = {
  name: 'invalid_blocks for whatever Block Kit does not allow in a message',
  source: 'https://docs.slack.dev/reference/block-kit/blocks',
  refuse(call) {
    const { blocks } = call.args;
    if (blocks === undefined || !call.method.startsWith('chat.')) return undefined;
    const complaints = checkBlocks(blocks, 'message');
    if (complaints.length === 0) return undefined;
    const errors = describeComplaints(complaints);
    return { error: 'invalid_blocks', details: { errors, response_metadata: { messages: errors } } };
  },
};

export function describeComplaints(complaints: readonly Complaint[]): string[] {
  return complaints.map(({ at, problem }) => `[ERROR] ${problem} [json-pointer:${at}]`);
}
