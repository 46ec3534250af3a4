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

/** An open modal or a Home tab. */
export interface ScreenView {
  id: string;
  type: 'modal' | 'home';
  callback_id: string;
  hash: string;
  private_metadata?: string;
  title?: { text: string };
  submit?: { text: string };
  // biome-ignore lint/suspicious/noExplicitAny: what a bot showed, read by tests field by field
  blocks: any[];
}

interface State {
  messages: Record<string, ScreenMessage[]>;
  modalStack: ScreenView[];
  homeViews: Record<string, Record<string, ScreenView>>;
}

type Push =
  | { t: 'init'; state: State }
  | { t: 'message' | 'message_update'; message: ScreenMessage }
  | { t: 'message_delete'; channel: string; ts: string }
  | { t: 'view'; stack: ScreenView[] }
  | { t: 'view_errors'; errors: Record<string, string> }
  | { t: 'home'; user: string; appId: string; view: ScreenView };

/**
 * What the local Slack shows to people at this moment, kept up to date by the WebSocket that its own page uses.
 * The binary has one stack of modals for everybody.
 */
export class Screen {
  readonly messages = new Map<string, ScreenMessage[]>();
  modals: ScreenView[] = [];
  /** What the last submission was told to correct: block id → text. Empty once a view changes. */
  viewErrors: Record<string, string> = {};
  /** How often modals or their errors were pushed. */
  viewPushes = 0;
  readonly homes = new Map<string, ScreenView>();
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

  /** Does something in the page: `view_submit`, `view_close`. */
  send(action: object): void {
    this.#socket.send(JSON.stringify(action));
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
      case 'view':
        this.modals = push.stack;
        this.viewErrors = {};
        this.viewPushes += 1;
        break;
      case 'view_errors':
        this.viewErrors = push.errors;
        this.viewPushes += 1;
        break;
      case 'home':
        this.homes.set(push.user, push.view);
        break;
    }
    for (const tryAgain of [...this.#waiting]) tryAgain();
  }

  #replace(state: State): void {
    this.messages.clear();
    for (const [channel, messages] of Object.entries(state.messages)) this.messages.set(channel, messages);
    this.modals = state.modalStack;
    this.viewErrors = {};
    this.homes.clear();
    for (const [user, views] of Object.entries(state.homeViews)) {
      const view = Object.values(views)[0];
      if (view !== undefined) this.homes.set(user, view);
    }
  }

  #describe(): string {
    const seen = [...this.messages.values()].flat().slice(-8);
    const lines = seen.map(
      (message) => `${message.channel} ${message.user}: ${(message.text ?? '').slice(0, 120)}`,
    );
    const modal = this.modals.at(-1)?.title?.text;
    return `Open modal: ${modal ?? 'none'}. Last messages:\n${lines.join('\n') || '(none)'}`;
  }
}
