import { newId } from './ids.ts';

/** "If not specified, a block_id will be generated": https://docs.slack.dev/reference/block-kit/blocks */
// biome-ignore lint/suspicious/noExplicitAny: Block Kit as the app sent it
export function withBlockIds(blocks: readonly any[]): any[] {
  return blocks.map((block) => ({ ...block, block_id: block.block_id ?? newId('b') }));
}
