import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ScreenMessage } from '../local-slack/screen.ts';
import { startLocalSlack } from '../local-slack/start-local-slack.ts';
import type { SlackWorkspace } from '../local-slack/workspace.ts';
import { Clock } from './clock.ts';
import { AppSockets } from './delivery/app-sockets.ts';
import { Delivery } from './delivery/delivery.ts';
import type { Ack } from './delivery/envelope.ts';
import { HttpTransport } from './delivery/http-transport.ts';
import { handleIncoming } from './delivery/incoming.ts';
import { prepareEvent } from './delivery/prepare-event.ts';
import { connectUpstream } from './delivery/upstream.ts';
import { wrapEvent } from './delivery/wrap-event.ts';
import { Faults } from './faults.ts';
import { LocalClient } from './local-client.ts';
import { type AppManifest, generousManifest } from './manifest.ts';
import { addToPage } from './page/page-html.ts';
import { PageSocket } from './page/page-socket.ts';
import { passThrough } from './pass-through.ts';
import { handleResponseUrl } from './response-url-door.ts';
import { runShortcut } from './shortcuts.ts';
import { clickInView, suggestOptions } from './view-actions.ts';
import { closeView } from './views/close-view.ts';
import type { OpenView, ViewValues } from './views/open-view.ts';
import { type SubmitOutcome, submitView } from './views/submit-view.ts';
import { type CallRecord, WebApi } from './web-api.ts';
import { World } from './world.ts';

/**
 * Starts a local Slack and, in front of it, the strict one: same page and same Web API at one address, but with
 * Slack's rules (`rules.ts`) and with everything a test may ask it to do wrong (`faults`).
 */
export async function startStrictSlack(
  workspace: SlackWorkspace,
  options: { manifest?: AppManifest } = {},
): Promise<StrictSlack> {
  const { app } = workspace;
  const everywhere = workspace.channels.map((channel) => ({
    ...channel,
    members: [...new Set([...channel.members, app.botUserId])],
  }));
  const local = await startLocalSlack({ ...workspace, channels: everywhere });
  const client = new LocalClient(local.url, app.botToken);
  const world = new World(workspace, options.manifest ?? generousManifest, new Clock(), client);
  const strict = new StrictSlack(world);
  await strict.listen();
  const upstream = await connectUpstream(local.url, app.appToken, (type, payload) =>
    handleIncoming(world, strict.delivery, type, payload),
  );
  strict.beforeStop(async () => {
    upstream.close();
    await local.stop();
  });
  return strict;
}

export class StrictSlack {
  readonly world: World;
  readonly clock: Clock;
  readonly faults = new Faults();
  readonly delivery: Delivery;
  readonly sockets: AppSockets;
  /** Requests that are not answered yet: who moves the clock waits for them. */
  running = 0;
  readonly #api: WebApi;
  readonly #page: PageSocket;
  readonly #server: Server;
  #ending: () => Promise<void> = async () => undefined;

  constructor(world: World) {
    this.world = world;
    this.clock = world.clock;
    const { app } = world.workspace;
    this.sockets = new AppSockets(world.clock, app.appId);
    const transport =
      app.requestUrl === undefined ? this.sockets : new HttpTransport(app.requestUrl, app.signingSecret);
    this.delivery = new Delivery(transport, world.clock, this.faults);
    this.#api = new WebApi(world, this.faults);
    const isConnected = () => app.requestUrl !== undefined || this.sockets.count > 0;
    this.#page = new PageSocket(world, this.#peoplesActions(), isConnected);
    this.sockets.onCountChange = () => this.#page.showConnected(app.appId);
    world.issueSocketTicket = () => this.sockets.issueTicket();
    world.tellApp = (event) => {
      const prepared = prepareEvent(world, wrapEvent(world, event));
      if (prepared !== undefined) void this.delivery.deliver('events_api', prepared);
    };
    this.#server = createServer((request, response) => {
      this.running += 1;
      response.once('close', () => {
        this.running -= 1;
      });
      this.#onRequest(request, response).catch((error) => response.destroy(error));
    });
    // A connection that is closed while a busy client sends on it looks like an answer that was lost.
    this.#server.keepAliveTimeout = 65_000;
    this.#server.on('upgrade', (request, stream, head) => this.#onUpgrade(request, stream, head));
  }

  /** The page, for people; `/api/` under it is the Web API. */
  get url(): string {
    return this.world.url;
  }

  /** All calls of the Web API so far, oldest first. */
  calls(method?: string): CallRecord[] {
    return this.#api.records.filter((record) => method === undefined || record.method === method);
  }

  /** No answers, no connections, until `faults.away` is false again. */
  goAway(): void {
    this.faults.away = true;
    this.sockets.cut();
  }

  submitView(user: string, values: ViewValues): Promise<SubmitOutcome> {
    return submitView(this.world, this.delivery, user, values);
  }

  closeView(user: string): Promise<void> {
    return closeView(this.world, this.delivery, user);
  }

  clickInView(user: string, view: OpenView, action: Record<string, unknown>): Promise<Ack> {
    return clickInView(this.world, this.delivery, user, view, action);
  }

  suggestOptions(
    user: string,
    field: { view: OpenView; blockId: string; actionId: string; typed: string },
  ): Promise<unknown[]> {
    return suggestOptions(this.world, this.delivery, user, field);
  }

  shortcut(user: string, callbackId: string, message?: ScreenMessage): Promise<Ack> {
    return runShortcut(this.world, this.delivery, user, callbackId, message);
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.world.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  beforeStop(ending: () => Promise<void>): void {
    this.#ending = ending;
  }

  async stop(): Promise<void> {
    this.clock.stop();
    this.sockets.stop();
    this.#page.stop();
    await this.#ending();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #peoplesActions() {
    return {
      submit: (user: string, values: ViewValues) => this.submitView(user, values),
      close: (user: string) => this.closeView(user),
      shortcut: async (user: string, callbackId: string, ts: string) => {
        const message = await this.world.messageAt(ts);
        if (message !== undefined) await this.shortcut(user, callbackId, message);
      },
      clickHome: async (user: string, action: Record<string, unknown>) => {
        const home = this.world.views.home(user);
        if (home !== undefined) await this.clickInView(user, home, action);
      },
    };
  }

  async #onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const { pathname } = new URL(request.url ?? '/', this.url);
    const [, door = '', rest = ''] = pathname.split('/');
    const isForApp = door === 'api' || door === 'commands' || door === 'actions' || door === 'upload';
    if (isForApp && this.faults.away) {
      response.destroy();
      return;
    }
    if (isForApp && this.faults.delayMs > 0)
      await new Promise((resolve) => setTimeout(resolve, this.faults.delayMs));
    if (door === 'api') return this.#api.handle(rest, request, body, response);
    if (door === 'commands' || door === 'actions') return handleResponseUrl(this.world, rest, body, response);
    passThrough(this.world.local.url, request, body, response, (html) =>
      addToPage(html, this.world.manifest.messageShortcuts),
    );
  }

  #onUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', this.url);
    const ticket = url.searchParams.get('ticket') ?? '';
    if (url.pathname === '/ui') this.#page.accept(request, stream, head);
    else if (url.pathname === '/link' && !this.faults.away)
      this.sockets.accept(ticket, request, stream, head);
    else stream.destroy();
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
