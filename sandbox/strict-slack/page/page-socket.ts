import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { parseJson } from '../api-call.ts';
import type { ViewValues } from '../views/open-view.ts';
import type { SubmitOutcome } from '../views/submit-view.ts';
import type { World } from '../world.ts';
import { Page } from './page.ts';
import { chosenPeople } from './people-menus.ts';
import { type Push, showInPage } from './show-in-page.ts';
import { type Viewer, viewerOf } from './viewer.ts';

/** What people do in the page that the strict Slack does itself. */
export interface PeoplesActions {
  submit(user: string, values: ViewValues): Promise<SubmitOutcome>;
  close(user: string): Promise<void>;
  clickHome(user: string, action: Record<string, unknown>): Promise<unknown>;
  shortcut(user: string, callbackId: string, ts: string): Promise<unknown>;
}

type Action = Record<string, unknown> & { t?: string; user?: string };

/**
 * The WebSocket of the local Slack's page. It passes through here, since modals and Home buttons are the strict
 * Slack's own: pushes are changed on the way to the page, five actions are taken out on the way back.
 */
export class PageSocket {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #world: World;
  readonly #actions: PeoplesActions;
  /** Whether the app is there, for the page's sign. */
  readonly #isConnected: () => boolean;
  readonly #pages = new Set<Page>();

  constructor(world: World, actions: PeoplesActions, isConnected: () => boolean) {
    this.#world = world;
    this.#actions = actions;
    this.#isConnected = isConnected;
    world.views.onChange((user) => {
      for (const page of this.#pages)
        if (page.user === user) page.push({ t: 'view', stack: this.#viewer(page).modals() });
    });
  }

  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#open(socket));
  }

  /** The app came or went. */
  showConnected(appId: string): void {
    for (const page of this.#pages) page.push({ t: 'socket_status', appId, connected: this.#isConnected() });
  }

  stop(): void {
    for (const page of this.#pages) page.close();
    this.#server.close();
  }

  #open(socket: WebSocket): void {
    const { local, workspace } = this.#world;
    const firstInMenu = workspace.people.find((person) => person.kind !== 'bot')?.id ?? '';
    const page = new Page(socket, local.url, firstInMenu, (text) => this.#down(page, text));
    this.#pages.add(page);
    const end = () => {
      this.#pages.delete(page);
      page.close();
    };
    socket.on('message', (data) => {
      this.#up(page, String(data)).catch(end);
    });
    socket.on('close', end).on('error', end);
  }

  #down(page: Page, text: string): void {
    const { local, url } = this.#world;
    const push = JSON.parse(text.replaceAll(local.url, url)) as Push;
    const shown = showInPage(push, this.#viewer(page));
    if (shown !== undefined) page.push(shown);
  }

  #viewer(page: Page): Viewer {
    return viewerOf(this.#world, page.user, this.#isConnected);
  }

  async #up(page: Page, text: string): Promise<void> {
    const action = (parseJson(text) ?? {}) as Action;
    const { user } = action;
    if (user === undefined) return page.forward(text);
    page.actAs(user);
    if (action.t === 'act_as') return;
    if (action.t === 'view_close') return this.#actions.close(user);
    if (action.t === 'view_submit') return this.#submit(page, user, action.values as ViewValues);
    if (action.t === 'message_shortcut') {
      await this.#actions.shortcut(user, String(action.callbackId), String(action.ts));
      return;
    }
    if (action.t === 'block_action' && !action.channel) {
      await this.#actions.clickHome(user, action.action as Record<string, unknown>);
      return;
    }
    page.forward(text);
  }

  async #submit(page: Page, user: string, values: ViewValues): Promise<void> {
    // A second click, after the first has closed the modal.
    if (this.#world.views.top(user) === undefined) return;
    const outcome = await this.#actions.submit(user, chosenPeople(values));
    if (outcome.result === 'errors') page.push({ t: 'view_errors', errors: outcome.errors });
    if (outcome.result === 'trouble')
      page.push({ t: 'view_errors', errors: { Slack: 'We had some trouble connecting. Try again?' } });
  }
}
