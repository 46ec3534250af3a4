import type { Rule } from '../rule.ts';

export const slackFiles: Rule = {
  name: 'image blocks only with a slack_file that was uploaded and is done',
  source: 'https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object',
  refuse(call, world) {
    const blocks = Array.isArray(call.args.blocks) ? call.args.blocks : [];
    const unusable = blocks.findIndex((block) => {
      if (block?.type !== 'image' || block.slack_file === undefined) return false;
      const { id } = block.slack_file;
      return id !== undefined && !world.files.isReady(String(id));
    });
    if (unusable < 0) return undefined;
    const errors = [`[ERROR] invalid slack file [json-pointer:/blocks/${unusable}/slack_file]`];
    return { error: 'invalid_blocks', details: { errors, response_metadata: { messages: errors } } };
  },
};
