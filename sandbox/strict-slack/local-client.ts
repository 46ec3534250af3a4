import type { ScreenMessage } from '../local-slack/screen.ts';
import type { Answer } from './api-call.ts';

/** Speaks to the local Slack behind the strict one. */
export class LocalClient {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.#token = token;
  }

  async call(method: string, args: object): Promise<Answer> {
    const response = await fetch(`${this.url}/api/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` },
      body: JSON.stringify(args),
    });
    return (await response.json()) as Answer;
  }

  /** All messages of a channel, threads and ephemerals too, oldest first. */
  async messages(channel: string): Promise<ScreenMessage[]> {
    const response = await fetch(`${this.url}/_control/messages/${channel}`);
    return ((await response.json()) as { messages: ScreenMessage[] }).messages;
  }
}
