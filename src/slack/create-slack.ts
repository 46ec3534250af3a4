import { setMaxListeners } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Receiver } from '@slack/bolt';
import type { Environment } from '../config/environment.ts';
import type { Command } from '../define-command.ts';
import type { Interaction } from '../define-interaction.ts';
import type { Logger } from '../lib/logger.ts';
import { secondMs } from '../lib/times.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Ports } from '../ports.ts';
import { createBoltApp } from './bolt-app.ts';
import { createDeliveries, createMemoryBook } from './deliveries.ts';
import { createDeliveryBook } from './delivery-store.ts';
import { HttpReceiver } from './http-receiver.ts';
import type { HomeSection, RouterParts } from './request.ts';
import { startResuming } from './resume-submissions.ts';
import { tryUntilDone } from './retrying.ts';
import { Running } from './running.ts';
import type { SlackGateway } from './slack-gateway.ts';
import { type ConnectionState, createSocketConnection } from './socket-connection.ts';

/** How long a stop waits, in all, before it aborts what still runs. */
const stopWithinMs = 4.5 * secondMs;
/** A form that is being checked is acknowledged after 1.5 seconds at the latest. */
const acksWithinMs = 1.6 * secondMs;

export interface SlackDoor {
  /** Begins to listen. Slack may be away: it is tried again until `stop`. */
  start(): Promise<void>;
  /** Takes nothing new, waits for what runs (4.5 seconds in all), then aborts it. */
  stop(): Promise<void>;
  state(): ConnectionState;
  /** HTTP mode only: what answers `POST /slack/events` on the public listener. */
  httpHandler: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;
}

/**
 * The Slack door: Bolt over Socket Mode where there is an app token, else over HTTP with a signing secret.
 *
 * @throws Error without a bot token, or without either of the two
 */
export async function createSlack(options: {
  environment: Pick<
    Environment,
    'slackBotToken' | 'slackAppToken' | 'slackSigningSecret' | 'slackApiUrl' | 'production'
  >;
  /** `slack` is `createGateway`'s. */
  ports: Ports & { slack: SlackGateway };
  commands: readonly Command[];
  interactions: readonly Interaction[];
  /** Each room's part of App Home, in their order. */
  homeSections?: readonly HomeSection[];
  metrics?: Metrics;
}): Promise<SlackDoor> {
  const { environment, ports } = options;
  const log = ports.log.child({ part: 'slack' });
  const { slackBotToken: token, slackAppToken: appToken } = environment;
  if (token === undefined) throw new Error('Slack needs a bot token');
  const aborting = new AbortController();
  // Every request that is under way listens: as many as there are, and no leak.
  setMaxListeners(0, aborting.signal);
  const running = new Running();
  const unacknowledged = new Running();
  const parts: RouterParts = {
    ports,
    commands: options.commands,
    interactions: options.interactions,
    homeSections: options.homeSections ?? [],
    deliveries: deliveriesOf(ports, log),
    log,
    metrics: options.metrics,
    signal: aborting.signal,
  };
  // Debug lines of Slack's client print payloads.
  const debug = !environment.production && ports.config.log.level === 'debug';
  const wire = (receiver: Receiver, socketMode: boolean) =>
    createBoltApp({ receiver, socketMode, token, parts, running, unacknowledged, debug });

  let stopResuming = (): void => undefined;
  const resume = (): void => {
    stopResuming = startResuming(parts, running);
  };
  let stopped: Promise<void> | undefined;
  const stop = (disconnect: () => Promise<void>): Promise<void> => (stopped ??= stopOnce(disconnect));
  /** An ack needs the connection, an answer does not: so acks, connection, handlers, in this order. */
  async function stopOnce(disconnect: () => Promise<void>): Promise<void> {
    const startedAtMs = performance.now();
    stopResuming();
    await unacknowledged.ended(acksWithinMs);
    await disconnect();
    const leftMs = Math.max(0, startedAtMs + stopWithinMs - performance.now());
    if (!(await running.ended(leftMs)))
      log.warn({ running: running.size }, 'Requests from Slack still ran at the end and were cut off');
    aborting.abort();
  }

  if (appToken !== undefined) {
    const connection = createSocketConnection({ appToken, apiUrl: environment.slackApiUrl, log, debug });
    await wire(connection.receiver, true);
    return {
      start: async () => {
        connection.start();
        resume();
      },
      state: connection.state,
      httpHandler: undefined,
      stop: () => stop(connection.stop),
    };
  }
  if (environment.slackSigningSecret === undefined)
    throw new Error('Slack needs an app token (Socket Mode) or a signing secret (HTTP)');
  const receiver = new HttpReceiver({ signingSecret: environment.slackSigningSecret, now: ports.now, log });
  await wire(receiver, false);
  return httpDoor(receiver, ports.slack, log, resume, stop);
}

function deliveriesOf(ports: Ports, log: Logger) {
  const memory = createMemoryBook(ports.now);
  const book = ports.store === undefined ? memory : createDeliveryBook(ports.store, ports.now);
  return createDeliveries(book, memory, log);
}

/** By HTTP, Slack comes to us: "connected" means that it took our token. */
function httpDoor(
  receiver: HttpReceiver,
  gateway: SlackGateway,
  log: Logger,
  resume: () => void,
  stop: (disconnect: () => Promise<void>) => Promise<void>,
): SlackDoor {
  let state: ConnectionState = { connected: false, detail: 'Slack has not been asked yet.' };
  const stopping = new AbortController();
  let asking: Promise<void> | undefined;
  return {
    async start() {
      resume();
      asking ??= tryUntilDone(stopping.signal, log, async () => {
        await gateway.identity();
        state = { connected: true, detail: 'Slack took our token; it reaches us by HTTP.' };
      });
    },
    state: () => state,
    httpHandler: (request, response) => receiver.handle(request, response),
    async stop() {
      stopping.abort();
      await stop(() => receiver.stop());
      state = { connected: false, detail: 'Stopped.' };
      await asking;
    },
  };
}
