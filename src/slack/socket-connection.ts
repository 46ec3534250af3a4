import { setTimeout as wait } from 'node:timers/promises';
import { SocketModeReceiver } from '@slack/bolt';
import { coerceError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { secondMs } from '../lib/times.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { pauseAfter, tryUntilDone } from './retrying.ts';
import { webApiTimeoutMs } from './web-client.ts';

const helloWithinMs = 15 * secondMs;
const closeWithinMs = secondMs;
/** Slack renews a connection after hours; one that ends sooner than this, twice, is a reason for a pause. */
const shortLifeMs = 10 * secondMs;

/** The state of the way to Slack. */
export interface ConnectionState {
  connected: boolean;
  /** A sentence for operators. */
  detail: string;
}

export interface SocketConnection {
  receiver: SocketModeReceiver;
  /** Returns at once; connects, and connects again, until `stop`. */
  start(): void;
  state(): ConnectionState;
  /** Ends within about a second, whatever the other side does. */
  stop(): Promise<void>;
}

/**
 * Socket Mode with reconnecting of our own. Slack's client reconnects by itself, but it gives up for good when
 * `apps.connections.open` is not reachable, by a rejection that nobody can catch, and it waits 5 seconds before the
 * first try, each time that Slack renews the connection.
 */
export function createSocketConnection(options: {
  appToken: string;
  apiUrl: string | undefined;
  log: Logger;
  debug: boolean;
}): SocketConnection {
  const { log } = options;
  const stopping = new AbortController();
  const receiver = new SocketModeReceiver({
    appToken: options.appToken,
    autoReconnectEnabled: false,
    logger: createBoltLogger(log, { debug: options.debug }),
    installerOptions: {
      clientOptions: {
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        timeout: webApiTimeoutMs,
        fetch: stoppable(stopping.signal),
        ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
      },
    },
  });
  const { client } = receiver;
  let state: ConnectionState = { connected: false, detail: 'Not connected yet.' };
  let looping: Promise<void> | undefined;
  let shortLives = 0;

  async function connect(): Promise<void> {
    const limit = wait(helloWithinMs, 'late' as const, { ref: false });
    const starting = client.start();
    if ((await Promise.race([starting, limit])) === 'late') {
      starting.catch(() => undefined);
      throw new Error('Slack said no hello in time');
    }
  }

  function disconnected(): Promise<void> {
    return new Promise((resolve) => void client.once('disconnected', () => resolve()));
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      let ended = Promise.resolve();
      await tryUntilDone(stopping.signal, log, async () => {
        try {
          ended = disconnected();
          await connect();
        } catch (thrown) {
          state = { connected: false, detail: `Slack is not reachable (${coerceError(thrown).message}).` };
          await forceClose();
          throw thrown;
        }
      });
      if (stopping.signal.aborted) return;
      state = { connected: true, detail: 'Connected by Socket Mode.' };
      const connectedAtMs = performance.now();
      await ended;
      state = { connected: false, detail: 'Slack closed the connection; connecting again.' };
      shortLives = performance.now() - connectedAtMs < shortLifeMs ? shortLives + 1 : 0;
      if (shortLives > 1)
        await wait(pauseAfter(shortLives), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  /** The second call does not wait for the other side's close frame, which Slack's client would for 30 seconds. */
  async function forceClose(): Promise<void> {
    const closed = Promise.resolve(client.disconnect()).catch(() => undefined);
    const limit = wait(closeWithinMs, 'late' as const, { ref: false });
    if ((await Promise.race([closed, limit])) === 'late') await client.disconnect();
  }

  return {
    receiver,
    state: () => (stopping.signal.aborted ? { connected: false, detail: 'Stopped.' } : state),
    start() {
      looping ??= loop();
    },
    async stop() {
      stopping.abort();
      await forceClose();
      await looping;
    },
  };
}

/** `fetch` that a stop cuts off. */
function stoppable(stop: AbortSignal): typeof fetch {
  return (url, init) => {
    const signal = init?.signal ? AbortSignal.any([init.signal, stop]) : stop;
    return fetch(url, { ...init, signal });
  };
}
