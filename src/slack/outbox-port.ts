import type { Kysely } from 'kysely';
import type { Tables } from '../store/store.ts';
import type { Destination, Message, Picture, PostedMessage } from './message.ts';

/**
 * The state of one post: `uncertain` means that Slack may have it and nobody could look, `withdrawn` that it was taken
 * back.
 */
export type PostState = 'waiting' | 'claimed' | 'posted' | 'uncertain' | 'failed' | 'withdrawn';

export interface OutboxPost {
  /** Says what this is, once and for ever: `report:2026-10:C0123`. The same key never posts twice. */
  key: string;
  destination: Destination;
  message: Message;
  picture?: Picture;
  /** The key of a post under which this one goes as a thread reply; waits until that one has its ts. */
  threadOf?: string;
  /** After this the post is late and says so. */
  dueAt?: Date;
  /** After this it is not posted any more. */
  expiresAt?: Date;
}

/**
 * The only way to post to channels and people outside the answer to a command. `enqueue` returns as soon as the
 * post is stored; a second call with a known key changes nothing. `update` stores the newest state of a post,
 * and the same Slack message is edited. Inside a transaction give it as `within`: then the post is stored with the
 * change that it tells of, or neither is.
 */
export interface Outbox {
  enqueue(post: OutboxPost, within?: Kysely<Tables>): Promise<void>;
  /**
   * `urgent`: somebody clicked and looks at the message; its edit goes before those that wait already.
   *
   * @throws Error for an unknown key
   */
  update(
    key: string,
    message: Message,
    within?: Kysely<Tables>,
    options?: { urgent?: boolean },
  ): Promise<void>;
  /**
   * Takes a post back for good: its message is deleted, or never made. A key that is not known changes nothing; a key
   * that was taken back is used up.
   */
  withdraw(key: string, within?: Kysely<Tables>): Promise<void>;
  /** Where the post is, once it is there. */
  find(
    key: string,
    within?: Kysely<Tables>,
  ): Promise<{ state: PostState; posted: PostedMessage | undefined } | undefined>;
  /** Resolves when the post is in Slack, or rejects after `timeoutMs`, or when it is given up. */
  waitFor(key: string, timeoutMs: number): Promise<PostedMessage>;
}
