import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunningProcess, startProcess } from '../processes.ts';
import type { StrictSlack } from '../strict-slack/start-strict-slack.ts';
import type { DemoLogins } from './make-logins.ts';

const program = fileURLToPath(new URL('../../bin/vault-steward.js', import.meta.url));

export interface RunningBot {
  process: RunningProcess;
  logFile: string;
  stop(): Promise<void>;
}

/**
 * Starts the bot as `npm start` does, as a process of its own, and waits until it is connected to Slack. It gets its
 * two AppRoles and never sees the root token.
 */
export async function startBot(options: {
  folder: string;
  configFile: string;
  slack: StrictSlack;
  logins: DemoLogins;
}): Promise<RunningBot> {
  const { folder, configFile, slack, logins } = options;
  const { app } = slack.world.workspace;
  const logFile = join(folder, 'bot.log');
  const log = createWriteStream(logFile);
  let address: string | undefined;
  const bot = await startProcess({
    command: process.execPath,
    args: [program, 'start', '--config', configFile],
    environment: {
      SLACK_BOT_TOKEN: app.botToken,
      SLACK_APP_TOKEN: app.appToken,
      SLACK_API_URL: `${slack.url}/api/`,
      VAULT_ROLE_ID: logins.reader.roleId,
      VAULT_SECRET_ID: logins.reader.secretId,
      VAULT_WRITER_ROLE_ID: logins.writer.roleId,
      VAULT_WRITER_SECRET_ID: logins.writer.secretId,
    },
    onLine: (line) => {
      log.write(`${line}\n`);
      address ??= startedAt(line);
    },
    isReady: async () => address !== undefined && (await isConnected(address)),
  });
  return {
    process: bot,
    logFile,
    stop: async () => {
      await bot.stop(8_000);
      log.end();
    },
  };
}

/** The address of the internal listener, from the line that the bot logs once it has started. */
function startedAt(line: string): string | undefined {
  return /"internal":"(http:[^"]+)"/.exec(line)?.[1];
}

async function isConnected(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/readyz`);
  const { checks } = (await answer.json()) as { checks: { name: string; state: string }[] };
  return checks.some((check) => check.name === 'slack' && check.state === 'ok');
}
