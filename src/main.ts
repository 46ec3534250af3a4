import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { exitCodes, runTerminal } from './cli/run-terminal.ts';
import { readTerminalInput } from './cli/terminal-input.ts';
import { commandList } from './command-list.ts';
import { type Environment, readEnvironment } from './config/environment.ts';
import { loadConfig } from './config/load-config.ts';
import { ConfigError, coerceError } from './lib/errors.ts';
import { createLogger } from './lib/logger.ts';
import { openTerminalPorts } from './terminal-ports.ts';

/**
 * The process: the only file that touches `process`. `start` runs the bot until a signal; everything else is one
 * command of the terminal.
 */
export async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  const stopping = new AbortController();
  // Every request that is under way listens: as many as there are, and no leak.
  setMaxListeners(0, stopping.signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  process.exitCode =
    argv[0] === 'start' ? await runStart(argv, stopping.signal) : await runOneCommand(argv, stopping.signal);
}

/** Runs until the signal; 78 when the configuration cannot be used, and then nothing was started. */
async function runStart(argv: readonly string[], signal: AbortSignal): Promise<number> {
  let log = createLogger('info', { write: writeError });
  try {
    const input = readTerminalInput(argv);
    const environment = readEnvironment(process.env);
    const config = loadConfig(input.configFile ?? environment.configFile, environment);
    log = createLogger(input.verbose ? 'debug' : config.log.level, { write: writeError });
    // Slack's packages take half a second to load, which no terminal command needs.
    const { startApp } = await import('./app.ts');
    const app = await startApp({ config, environment, log, now: () => new Date(), version: readVersion() });
    await aborted(signal);
    await app.stop();
    return exitCodes.done;
  } catch (thrown) {
    const error = coerceError(thrown);
    if (error instanceof ConfigError) {
      writeError(`The configuration cannot be used, so nothing was started:\n${indent(error.message)}\n`);
      return exitCodes.badConfig;
    }
    log.error({ error }, 'The start failed');
    return exitCodes.failed;
  }
}

async function runOneCommand(argv: readonly string[], signal: AbortSignal): Promise<number> {
  let environment: Environment | undefined;
  const readOnce = (): Environment => {
    environment ??= readEnvironment(process.env);
    return environment;
  };
  return runTerminal(
    {
      argv,
      version: readVersion(),
      columns: process.stdout.columns ?? 100,
      isScreen: process.stdout.isTTY === true,
      // https://no-color.org
      colours: process.stdout.isTTY === true && !process.env.NO_COLOR,
      signal,
      now: () => new Date(),
      stdout: (text) => void process.stdout.write(text),
      stderr: writeError,
    },
    {
      commands: commandList,
      makeLogger: (verbose) => createLogger(verbose ? 'debug' : 'warn', { write: writeError }),
      loadConfig: (file) => loadConfig(file ?? readOnce().configFile, readOnce()),
      openPorts: (config, command, log) =>
        openTerminalPorts({
          config,
          environment: readOnce(),
          command,
          log,
          now: () => new Date(),
          tokenFile: join(homedir(), '.vault-token'),
        }),
    },
  );
}

/** Whoever reads may stop early, as `head` does: nothing went wrong then. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function writeError(text: string): void {
  process.stderr.write(text);
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** From the package file, which stands one folder up from the source and from the built program. */
function readVersion(): string {
  try {
    const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
  } catch {
    return 'unknown';
  }
}
