import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError, startProcess } from '../processes.ts';
import type { SlackWorkspace } from './workspace.ts';

export interface LocalSlack {
  /** Where its page, its Web API (`/api/`) and its control API (`/_control/`) are. */
  url: string;
  stop(): Promise<void>;
}

/**
 * The binary of the npm package for this platform.
 *
 * @returns undefined where npm installed none (it is an optional dependency, there is one for Linux x64)
 */
export function findLocalSlack(): string | undefined {
  const require = createRequire(import.meta.url);
  try {
    const folder = dirname(require.resolve(`local-slack-${process.platform}-${process.arch}/package.json`));
    const binary = join(folder, 'bin/local-slack');
    if ((statSync(binary).mode & 0o111) === 0) chmodSync(binary, 0o755);
    return binary;
  } catch {
    return undefined;
  }
}

/**
 * Starts the local Slack on a free loopback port and waits until it listens. It ends with this process, too.
 *
 * @throws StartError with what it printed when it does not come up
 */
export async function startLocalSlack(workspace: SlackWorkspace): Promise<LocalSlack> {
  const command = findLocalSlack();
  if (command === undefined)
    throw new StartError(`there is no local Slack for ${process.platform} ${process.arch}`);
  const folder = mkdtempSync(join(tmpdir(), 'local-slack-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  const config = join(folder, 'workspace.json');
  writeFileSync(config, JSON.stringify(toBinaryConfig(workspace)));
  let url: string | undefined;
  const running = await startProcess({
    command,
    // With port 0 the binary takes a free one and says which.
    args: [
      '--config',
      config,
      '--port',
      '0',
      '--base-host',
      '127.0.0.1',
      '--files-dir',
      join(folder, 'files'),
    ],
    onLine: (line) => {
      url ??= /Web UI:\s+(http:\/\/\S+)/.exec(line)?.[1];
    },
    isReady: async () => url !== undefined,
  });
  return {
    url: url ?? '',
    stop: async () => {
      await running.stop();
      process.off('exit', removeFolder);
      removeFolder();
    },
  };
}

/** The binary ignores keys it does not know without a word, so they are written in this one place. */
function toBinaryConfig(workspace: SlackWorkspace): object {
  const { requestUrl: _requestUrl, ...app } = workspace.app;
  return {
    workspace: { name: workspace.name, domain: workspace.domain, teamId: workspace.teamId },
    apps: [{ ...app, mode: 'socket' }],
    users: workspace.people.map((person) => ({
      id: person.id,
      name: person.name,
      real_name: person.realName,
      tz: person.timeZone ?? 'UTC',
      is_bot: person.kind === 'bot',
      ...(person.email === undefined ? {} : { email: person.email }),
    })),
    channels: workspace.channels.map((channel) => ({
      id: channel.id,
      name: channel.name,
      is_private: channel.kind === 'private',
      members: channel.members,
    })),
    emojis: drawnEmoji(),
  };
}

/** Name → picture, for machines without an emoji font. */
function drawnEmoji(): Record<string, string> {
  const folder = fileURLToPath(new URL('emoji', import.meta.url));
  const files = readdirSync(folder).filter((file) => file.endsWith('.svg'));
  return Object.fromEntries(files.map((file) => [file.replace('.svg', ''), join(folder, file)]));
}
