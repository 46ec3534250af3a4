import type { Message } from '../../../src/slack/message.ts';
import type { Outbox, OutboxPost } from '../../../src/slack/outbox-port.ts';

/** Keeps what would be posted, a key once, as the outbox's contract says. */
export class MemoryOutbox implements Outbox {
  readonly posts = new Map<string, OutboxPost>();
  readonly withdrawn = new Set<string>();
  /** As when the disk is full, or the process dies before the post is stored. */
  isBroken = false;

  async enqueue(post: OutboxPost): Promise<void> {
    if (this.isBroken) throw new Error('the post cannot be stored');
    if (!this.posts.has(post.key)) this.posts.set(post.key, post);
  }

  async update(key: string, message: Message): Promise<void> {
    const post = this.posts.get(key);
    if (!post) throw new Error(`unknown key ${key}`);
    this.posts.set(key, { ...post, message });
  }

  async withdraw(key: string): Promise<void> {
    if (this.posts.has(key)) this.withdrawn.add(key);
  }

  async find(key: string) {
    return this.posts.has(key) ? { state: 'posted' as const, posted: undefined } : undefined;
  }

  waitFor(): Promise<never> {
    return Promise.reject(new Error('not expected'));
  }
}
