import { App, type Receiver } from '@slack/bolt';
import { coerceError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { createBoltLogger } from './bolt-logger.ts';
import { handleAction } from './handle-action.ts';
import { handleCommand } from './handle-command.ts';
import { handleMessage } from './handle-event.ts';
import { handleHomeOpened } from './handle-home.ts';
import { handleShortcut } from './handle-shortcut.ts';
import { handleView } from './handle-view.ts';
import type { Incoming, RouterParts } from './request.ts';
import type { Running } from './running.ts';

/** Everything there is; the router knows the ids. */
const any = /(?:)/;

/**
 * Bolt, which sorts what the receiver brings; all that follows is the router's. Bolt asks Slack nothing at the
 * start: with a token it would call auth.test in its constructor and die of Slack being away.
 */
export async function createBoltApp(options: {
  receiver: Receiver;
  socketMode: boolean;
  token: string;
  parts: RouterParts;
  /** Handlers that run, and among them those that Slack still waits for. */
  running: Running;
  unacknowledged: Running;
  debug: boolean;
}): Promise<App> {
  const { parts, running } = options;
  const { log } = parts;
  const app = new App({
    receiver: options.receiver,
    socketMode: options.socketMode,
    deferInitialization: true,
    convoStore: false,
    // Our own messages are known by their bot id; the middleware would need an answer of Slack's first.
    ignoreSelf: false,
    logger: createBoltLogger(log, { debug: options.debug }),
    authorize: async () => ({ botToken: options.token }),
  });
  await app.init();

  const run = (work: Promise<void>): Promise<void> =>
    running.add(work.catch((thrown) => report(log, thrown)));
  /** Everything but events, which Bolt acknowledges itself. */
  function answer(handle: (incoming: Incoming, parts: RouterParts) => Promise<void>) {
    return ({ body, ack }: { body: unknown; ack: Ack }): Promise<void> => {
      const delivery = incoming(body, ack, log);
      const work = run(handle(delivery, parts));
      options.unacknowledged.add(Promise.race([delivery.acknowledged, work]));
      return work;
    };
  }
  // Whatever it is called in Slack: an app gets its own commands only.
  app.command(any, answer(handleCommand));
  app.action(any, answer(handleAction));
  app.view(any, answer(handleView));
  app.shortcut(any, answer(handleShortcut));
  app.event('message', ({ body }) => run(handleMessage(body, parts)));
  app.event('app_mention', ({ body }) => run(handleMessage(body, parts)));
  app.event('app_home_opened', ({ body }) => run(handleHomeOpened(body, parts)));
  app.error(async (error) => report(log, error));
  return app;
}

function report(log: Logger, thrown: unknown): void {
  log.error({ error: coerceError(thrown) }, 'A delivery from Slack could not be handled');
}

type Ack = (response?: never) => Promise<void>;

/** An ack that fails (the connection is gone) must not stop the work: Slack may never send it again. */
function incoming(body: unknown, ack: Ack, log: Logger): Incoming & { acknowledged: Promise<void> } {
  let reached: () => void = () => {};
  const acknowledged = new Promise<void>((resolve) => {
    reached = resolve;
  });
  return {
    body,
    acknowledged,
    async ack(response) {
      try {
        await (ack as (response?: object) => Promise<void>)(response);
      } catch (error) {
        log.warn({ error: coerceError(error) }, 'An ack did not reach Slack');
      }
      reached();
    },
  };
}
