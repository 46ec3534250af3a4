import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A message as people see it in the local Slack, ephemerals (`ephemeral_to`) and thread replies included. */
export interface ScreenMessage {
  ts: string;
  channel: string;
  user: string;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a bot posted, read by tests field by field
  blocks?: any[];
  bot_id?: string;
  thread_ts?: string;
  subtype?: string;
  /** Only this person sees it. */
  ephemeral_to?: string;
  edited?: { user: string; ts: string };
  reactions?: { name: string; users: string[] }[];
  files?: { id: string; name: string; title: string; size: number; url_private: string }[];
}

interface State {
  messages: Record<string, ScreenMessage[]>;
}

type Push =
  | { t: 'init'; state: State }
  | { t: 'message' | 'message_update'; message: ScreenMessage }
  | { t: 'message_delete'; channel: string; ts: string };

/** The messages that the local Slack holds at this moment, kept up to date by the WebSocket of its own page. */
export class Screen {
  readonly messages = new Map<string, ScreenMessage[]>();
  readonly #socket: WebSocket;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** @param url of the local Slack, `http://…` */
  static async open(url: string): Promise<Screen> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ui`);
    const screen = new Screen(socket);
    socket.on('message', (data) => screen.#apply(JSON.parse(String(data)) as Push));
    await once(socket, 'message');
    return screen;
  }

  messagesOf(channel: string): readonly ScreenMessage[] {
    return this.messages.get(channel) ?? [];
  }

  /** Looks again at everything that is waited for; for changes that do not come through the page. */
  lookAgain(): void {
    for (const tryAgain of [...this.#waiting]) tryAgain();
  }

  /**
   * Waits until `look` finds something.
   *
   * @throws Error naming `what` when it is not there after `timeLimitMs`
   */
  waitFor<Found>(what: string, look: () => Found | undefined | false, timeLimitMs: number): Promise<Found> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(tryAgain);
        reject(new Error(`${what} did not appear within ${timeLimitMs} ms. ${this.#describe()}`));
      }, timeLimitMs);
      const tryAgain = () => {
        const found = look();
        if (found === undefined || found === false) return;
        clearTimeout(timer);
        this.#waiting.delete(tryAgain);
        resolve(found);
      };
      this.#waiting.add(tryAgain);
      tryAgain();
    });
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, 'close');
    this.#socket.terminate();
    await closed;
  }

  #apply(push: Push): void {
    switch (push.t) {
      case 'init':
        this.#replace(push.state);
        break;
      case 'message':
        this.messages.set(push.message.channel, [...this.messagesOf(push.message.channel), push.message]);
        break;
      case 'message_update':
        this.messages.set(
          push.message.channel,
          this.messagesOf(push.message.channel).map((old) =>
            old.ts === push.message.ts ? push.message : old,
          ),
        );
        break;
      case 'message_delete':
        this.messages.set(
          push.channel,
          this.messagesOf(push.channel).filter((message) => message.ts !== push.ts),
        );
        break;
    }
    this.lookAgain();
  }

  #replace(state: State): void {
    this.messages.clear();
    for (const [channel, messages] of Object.entries(state.messages)) this.messages.set(channel, messages);
  }

  #describe(): string {
    const seen = [...this.messages.values()].flat().slice(-8);
    const lines = seen.map(
      (message) => `${message.channel} ${message.user}: ${(message.text ?? '').slice(0, 120)}`,
    );
    return `Last messages:\n${lines.join('\n') || '(none)'}`;
  }
}
