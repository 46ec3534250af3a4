import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openTerminalPorts } from './app.ts';
import { runTerminal } from './cli/run-terminal.ts';
import { commandList } from './command-list.ts';
import { readEnvironment } from './config/environment.ts';
import { loadConfig } from './config/load-config.ts';
import { createLogger } from './lib/logger.ts';

/**
 * The process: the only file that touches `process`. `start` runs the bot until a signal; everything else is one
 * command of the terminal.
 */
export async function main(): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const environment = () => readEnvironment(process.env);
  process.exitCode = await runTerminal(
    {
      argv: process.argv.slice(2),
      version: readVersion(),
      columns: process.stdout.columns ?? 100,
      // https://no-color.org
      colours: process.stdout.isTTY === true && !process.env.NO_COLOR,
      signal: stopping.signal,
      now: () => new Date(),
      stdout: (text) => void process.stdout.write(text),
      stderr: (text) => void process.stderr.write(text),
    },
    {
      commands: commandList,
      makeLogger: (verbose) =>
        createLogger(verbose ? 'debug' : 'warn', { write: (line) => void process.stderr.write(line) }),
      loadConfig: (file) => loadConfig(file ?? environment().configFile, environment()),
      openPorts: (config, command, log) =>
        openTerminalPorts({
          config,
          environment: environment(),
          command,
          log,
          now: () => new Date(),
          tokenFile: join(homedir(), '.vault-token'),
        }),
    },
  );
}

function readVersion(): string {
  const sources = ['../package.json', '../../package.json'];
  for (const source of sources) {
    try {
      const text = readFileSync(new URL(source, import.meta.url), 'utf8');
      return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
    } catch {}
  }
  return 'unknown';
}
