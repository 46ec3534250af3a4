import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { channels, sampleWorkspace } from '../local-slack/sample-workspace.ts';
import { Screen } from '../local-slack/screen.ts';
import { startOpenBao } from '../openbao/start-openbao.ts';
import { isPrometheusHere, startPrometheus } from '../prometheus/start-prometheus.ts';
import { readManifest } from '../strict-slack/manifest.ts';
import { type StrictSlack, startStrictSlack } from '../strict-slack/start-strict-slack.ts';
import { botConfig } from './bot-config.ts';
import { makeMetricsToken } from './bot-login.ts';
import { layOutDigests, scanAgain } from './lay-out-digests.ts';
import { layOutPast } from './lay-out-past.ts';
import { makeLogins } from './make-logins.ts';
import { layOutSampleData } from './sample-data.ts';
import { type RunningBot, startBot } from './start-bot.ts';

export interface Demo {
  slackUrl: string;
  vaultAddress: string;
  vaultToken: string;
  /** Unseals the server after `sys/seal`. */
  vaultUnsealKey: string;
  prometheusUrl: string | undefined;
  botLogFile: string;
  slack: StrictSlack;
  bot: RunningBot;
  /** A second process on the same store, or the next one after the first has ended. Ended with the demo. */
  startBotAgain(): Promise<RunningBot>;
  /** Looks through Vault now, not by the clock. */
  scanAgain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts OpenBao with sample data, Prometheus where it is on PATH, the strict Slack, and the bot under its own
 * policies; returns once the status post and a report are in their channels.
 *
 * @throws StartError; whatever was started by then is ended
 */
export async function startDemo(options: {
  folder: string;
  say(text: string): void;
  signal: AbortSignal;
}): Promise<Demo> {
  const { folder, say, signal } = options;
  const ending: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ending.splice(0).reverse()) await end();
  };
  try {
    const manifest = readManifest(fileURLToPath(new URL('../../manifest.yml', import.meta.url)));
    const [bao, slack] = await Promise.all([
      startOpenBao().then((server) => {
        ending.push(() => server.stop());
        return server;
      }),
      startStrictSlack(sampleWorkspace, { manifest }).then((server) => {
        ending.push(() => server.stop());
        return server;
      }),
    ]);
    say(`${bao.kind === 'openbao' ? 'OpenBao' : 'Vault'} and Slack are up`);
    signal.throwIfAborted();
    await layOutSampleData(bao, new Date());
    const prometheus = isPrometheusHere()
      ? await startPrometheus({
          targets: [{ address: bao.address, token: await makeMetricsToken(bao) }],
          scrapeInterval: '1s',
        })
      : undefined;
    if (prometheus) ending.push(() => prometheus.stop());
    say(
      prometheus
        ? 'Sample data is laid out, Prometheus scrapes'
        : 'Sample data is laid out (no Prometheus on PATH)',
    );
    signal.throwIfAborted();
    const configFile = join(folder, 'steward.yaml');
    const storeFile = join(folder, 'vault-steward.sqlite');
    const config = botConfig({ vaultAddress: bao.address, prometheusUrl: prometheus?.url, storeFile });
    writeFileSync(configFile, JSON.stringify(config, null, 2));
    const [logins] = await Promise.all([makeLogins(bao, configFile), layOutPast(bao, config, new Date())]);
    const around = { login: logins.reader, slack, config };
    await layOutDigests(around, new Date());
    const startBotAgain = async (): Promise<RunningBot> => {
      const started = await startBot({ folder, configFile, slack, logins });
      ending.push(() => started.stop());
      return started;
    };
    const bot = await startBotAgain();
    say('The bot is up, under the policies that `vault-policy` wrote');
    await waitForFirstPosts(slack);
    say('Its first posts are in their channels');
    return {
      slackUrl: slack.url,
      vaultAddress: bao.address,
      vaultToken: bao.rootToken,
      vaultUnsealKey: bao.unsealKey,
      prometheusUrl: prometheus?.url,
      botLogFile: bot.logFile,
      slack,
      bot,
      startBotAgain,
      scanAgain: () => scanAgain(around, new Date()),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The status post, and the report of last month with its picture. */
async function waitForFirstPosts(slack: StrictSlack): Promise<void> {
  const screen = await Screen.open(slack.world.local.url);
  const has = (channel: string, what: string) => (): true | undefined =>
    screen.messagesOf(channel).some((message) => JSON.stringify(message).includes(what)) || undefined;
  await screen.waitFor('the status post', has(channels.status.id, 'demo'), 20_000);
  await screen.waitFor('the report', has(channels.reports.id, '"type":"image"'), 20_000);
  await screen.close();
}
