import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { Slack } from '../../helpers/slack.ts';

/** Bolt waits this long before it connects again, and for a pong; its own default is 5 s. */
const reconnectAfterMs = 2000;

/** A Bolt app over Socket Mode that does only what a test tells it to; it ends with `stop()`. */
export async function startApp(slack: Slack, register: (app: App) => void): Promise<App> {
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } };
  const app = new App({
    token: slack.botToken,
    receiver: new SocketModeReceiver({
      appToken: slack.appToken,
      clientPingTimeout: reconnectAfterMs,
      logLevel: LogLevel.ERROR,
      installerOptions: { clientOptions },
    }),
    deferInitialization: true,
    logLevel: LogLevel.ERROR,
    clientOptions,
  });
  register(app);
  await app.init();
  await app.start();
  return app;
}
