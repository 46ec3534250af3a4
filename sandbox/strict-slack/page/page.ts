import { WebSocket } from 'ws';
import type { Push } from './show-in-page.ts';

/** One open page: its own WebSocket, and one to the local Slack for it. */
export class Page {
  /** Whom its menu names. */
  user: string;
  readonly #socket: WebSocket;
  readonly #localUrl: string;
  readonly #onPush: (push: string) => void;
  #upstream: WebSocket;

  constructor(socket: WebSocket, localUrl: string, user: string, onPush: (push: string) => void) {
    this.user = user;
    this.#socket = socket;
    this.#localUrl = localUrl;
    this.#onPush = onPush;
    this.#upstream = this.#connect();
  }

  push(message: Push | object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** What the page says before the way to the local Slack is open waits for it. */
  forward(text: string): void {
    const upstream = this.#upstream;
    if (upstream.readyState === WebSocket.CONNECTING) upstream.once('open', () => upstream.send(text));
    else if (upstream.readyState === WebSocket.OPEN) upstream.send(text);
  }

  /** Somebody else looks at it now: everything is shown anew. */
  actAs(user: string): void {
    if (user === this.user) return;
    this.user = user;
    this.#upstream.removeAllListeners('message').close();
    this.#upstream = this.#connect();
  }

  close(): void {
    this.#socket.terminate();
    this.#upstream.terminate();
  }

  #connect(): WebSocket {
    const upstream = new WebSocket(`${this.#localUrl.replace(/^http/, 'ws')}/ui`);
    upstream.on('message', (data) => this.#onPush(String(data)));
    upstream.on('error', () => this.#socket.terminate());
    return upstream;
  }
}
