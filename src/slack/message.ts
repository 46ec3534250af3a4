import type { KnownBlock } from '@slack/types';

/**
 * What every view returns: Block Kit and the plain text that stands for it in notifications, for screen readers
 * and in the terminal. Build the blocks with `blocks.ts`, which keeps Slack's limits.
 */
export interface Message {
  text: string;
  blocks: KnownBlock[];
  /**
   * Mrkdwn that calls people. The outbox says it when it makes the post and leaves it out of every edit, so that
   * nobody is called twice, and not at all when the newest state of a post that waited calls nobody any more.
   */
  mention?: string;
}

/** Where a post goes: a channel, a thread of one, or a person's direct messages (a user id). */
export interface Destination {
  channel: string;
  threadTs?: string;
}

/** Where a post ended up. */
export interface PostedMessage {
  channel: string;
  ts: string;
}

/** A picture that belongs to a post. `altText` says in words what it shows. */
export interface Picture {
  fileName: string;
  png: Uint8Array;
  altText: string;
}
