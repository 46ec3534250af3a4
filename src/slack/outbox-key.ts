import { createHash } from 'node:crypto';

/** What stands for a post's key in Slack: in a block_id (255 characters at most), and in a button's value. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}

/**
 * The block_id by which a post is found again: `<hash>.<edit>`. Slack wants a new one at each edit of a message.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
export function markerOf(key: string, revision: number): string {
  return `${hashKey(key)}.${revision}`;
}

/** Reads a block_id back; undefined for those that are no marker. */
export function readMarker(blockId: string): { hash: string; revision: number } | undefined {
  const match = /^([A-Za-z0-9_-]{22})\.(\d{1,9})$/.exec(blockId);
  return match?.[1] ? { hash: match[1], revision: Number(match[2]) } : undefined;
}
