import { randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses: 5 times within 30 minutes. */
const mostUses = 5;
const lifeMs = 30 * 60 * 1000;

/** Where an answer given through a response_url goes. */
export interface ResponseContext {
  user: string;
  channel: string;
  /** The message that was clicked, for replace_original and delete_original. */
  messageTs?: string | undefined;
  threadTs?: string | undefined;
}

/** response_urls: handed out with commands, clicks on messages and message shortcuts. */
export class ResponseUrls {
  readonly #clock: Clock;
  readonly #issued = new Map<string, { context: ResponseContext; atMs: number; uses: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns the last part of the URL */
  issue(context: ResponseContext): string {
    const id = randomUUID();
    this.#issued.set(id, { context, atMs: this.#clock.now(), uses: 0 });
    return id;
  }

  /** Counts one use. */
  use(id: string): ResponseContext | 'expired_url' | 'used_url' {
    const issued = this.#issued.get(id);
    if (issued === undefined || this.#clock.now() - issued.atMs > lifeMs) return 'expired_url';
    if (issued.uses >= mostUses) return 'used_url';
    issued.uses += 1;
    return issued.context;
  }
}
