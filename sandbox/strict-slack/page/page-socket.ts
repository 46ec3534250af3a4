import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { parseJson } from '../api-call.ts';
import type { ViewValues } from '../views/open-view.ts';
import type { SubmitOutcome } from '../views/submit-view.ts';
import type { World } from '../world.ts';
import { showInPage } from './show-in-page.ts';

/** What people do in the page that the strict Slack does itself. */
export interface PeoplesActions {
  submit(user: string, values: ViewValues): Promise<SubmitOutcome>;
  close(user: string): Promise<void>;
  clickHome(user: string, action: Record<string, unknown>): Promise<unknown>;
}

type Push = Record<string, unknown> & { t: string };

/**
 * The WebSocket of the local Slack's page. It passes through here, since modals and Home buttons are the strict
 * Slack's own: pushes are changed on the way to the page, three actions are taken out on the way back. A page shows
 * the modals and ephemeral messages of the person who acted in it last.
 */
export class PageSocket {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #world: World;
  readonly #actions: PeoplesActions;
  /** How many connections the app has, for the page's sign. */
  readonly #connections: () => number;
  readonly #pages = new Set<Page>();

  constructor(world: World, actions: PeoplesActions, connections: () => number) {
    this.#world = world;
    this.#actions = actions;
    this.#connections = connections;
    world.views.onChange((user) => {
      for (const page of this.#pages) {
        if (page.user === undefined) page.user = user;
        if (page.user === user) page.push({ t: 'view', stack: world.views.stack(user) });
      }
    });
  }

  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#open(socket));
  }

  /** The app came or went. */
  showConnected(appId: string, connected: boolean): void {
    for (const page of this.#pages) page.push({ t: 'socket_status', appId, connected });
  }

  stop(): void {
    for (const page of this.#pages) page.close();
    this.#server.close();
  }

  #open(socket: WebSocket): void {
    const upstream = new WebSocket(`${this.#world.local.url.replace(/^http/, 'ws')}/ui`);
    const page = new Page(socket, upstream);
    this.#pages.add(page);
    upstream.on('message', (data) => this.#down(page, String(data)));
    socket.on('message', (data) => void this.#up(page, String(data)));
    const end = () => {
      this.#pages.delete(page);
      page.close();
    };
    for (const side of [socket, upstream]) side.on('close', end).on('error', end);
  }

  #down(page: Page, text: string): void {
    const push = JSON.parse(text.replaceAll(this.#world.local.url, this.#world.url)) as Push;
    const shown = showInPage(push, {
      modals: page.user === undefined ? [] : this.#world.views.stack(page.user),
      connected: this.#connections() > 0,
    });
    if (shown !== undefined) page.push(shown);
  }

  async #up(page: Page, text: string): Promise<void> {
    const action = (parseJson(text) ?? {}) as Record<string, unknown> & { t?: string };
    const user = typeof action.user === 'string' ? action.user : undefined;
    page.user = user ?? page.user;
    if (user === undefined) return page.forward(text);
    if (action.t === 'view_close') return this.#actions.close(user);
    if (action.t === 'view_submit') {
      const outcome = await this.#actions.submit(user, action.values as ViewValues);
      if (outcome.result === 'errors') page.push({ t: 'view_errors', errors: outcome.errors });
      if (outcome.result === 'trouble')
        page.push({ t: 'view_errors', errors: { Slack: 'We had some trouble connecting. Try again?' } });
      return;
    }
    if (action.t === 'block_action' && !action.channel) {
      await this.#actions.clickHome(user, action.action as Record<string, unknown>);
      return;
    }
    page.forward(text);
  }
}

class Page {
  user: string | undefined;
  readonly #socket: WebSocket;
  readonly #upstream: WebSocket;

  constructor(socket: WebSocket, upstream: WebSocket) {
    this.#socket = socket;
    this.#upstream = upstream;
  }

  push(message: object): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** What the page says before the way to the local Slack is open waits for it. */
  forward(text: string): void {
    if (this.#upstream.readyState === WebSocket.CONNECTING)
      this.#upstream.once('open', () => this.#upstream.send(text));
    else if (this.#upstream.readyState === WebSocket.OPEN) this.#upstream.send(text);
  }

  close(): void {
    this.#socket.terminate();
    this.#upstream.terminate();
  }
}
