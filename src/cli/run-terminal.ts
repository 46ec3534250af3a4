import type { Config } from '../config/config.ts';
import { describeFailure, describeServerFailure } from '../core/describe-failure.ts';
import { terminalPerson } from '../core/people/person.ts';
import { type Command, type CommandContext, JsonLines } from '../define-command.ts';
import { commandHelpText } from '../describe-command.ts';
import { findCommand, unknownCommandText } from '../find-command.ts';
import { ConfigError, coerceError, UsageError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { newReference } from '../lib/reference.ts';
import type { Ports } from '../ports.ts';
import { oneLine } from '../slack/plain-text.ts';
import { readTerminalInput, type TerminalInput } from './terminal-input.ts';

/** Exit codes of the terminal; 78 is sysexits' EX_CONFIG. */
export const exitCodes = { done: 0, failed: 1, wrongUsage: 2, badConfig: 78, interrupted: 130 } as const;

/** The process as the terminal door sees it. */
export interface TerminalIo {
  argv: readonly string[];
  version: string;
  columns: number;
  /** stdout is a terminal that shows colours. */
  colours?: boolean;
  /** stdout is a screen, which can be cleared. */
  isScreen?: boolean;
  signal: AbortSignal;
  now(): Date;
  stdout(text: string): void;
  stderr(text: string): void;
}

/** Makes what a command needs. `close` releases it. */
export interface TerminalPorts {
  ports: Ports;
  close(): Promise<void>;
}

export interface TerminalSetup {
  commands: readonly Command[];
  makeLogger(verbose: boolean): Logger;
  /** @throws ConfigError */
  loadConfig(file: string | undefined): Config;
  openPorts(config: Config, command: Command, log: Logger): Promise<TerminalPorts>;
}

/**
 * The terminal door: runs one command and gives the exit code. Answers go to stdout, all else to stderr, so that
 * `--json` can be piped.
 */
export async function runTerminal(io: TerminalIo, setup: TerminalSetup): Promise<number> {
  const reference = newReference();
  try {
    return await run(io, setup, reference);
  } catch (error) {
    return tellFailure(io, setup, coerceError(error), reference);
  }
}

async function run(io: TerminalIo, setup: TerminalSetup, reference: string): Promise<number> {
  const input = readTerminalInput(io.argv);
  if (input.version) {
    io.stdout(`vault-steward ${io.version}\n`);
    return exitCodes.done;
  }
  const words = input.words.length === 0 || input.words[0] === '--help' ? ['help'] : input.words;
  const found = findCommand(words, setup.commands, 'terminal');
  if (!found)
    throw new UsageError(
      unknownCommandText(words[0] ?? '', setup.commands, 'terminal', '`vault-steward help`'),
    );
  if (input.help) {
    io.stdout(`${commandHelpText(found.command)}\n`);
    return exitCodes.done;
  }
  return runCommand(io, setup, input, found.command, found.rest, reference);
}

async function runCommand(
  io: TerminalIo,
  setup: TerminalSetup,
  input: TerminalInput,
  command: Command,
  words: readonly string[],
  reference: string,
): Promise<number> {
  const args = parseArguments(command, words);
  const log = setup.makeLogger(input.verbose);
  const config = setup.loadConfig(input.configFile);
  const needs = command.needsInTerminal?.(args) ?? command.needs;
  const opened = await setup.openPorts(config, { ...command, needs }, log);
  const context: CommandContext = {
    ports: opened.ports,
    log: log.child({ command: command.name, reference }),
    now: io.now(),
    door: 'terminal',
    commands: setup.commands,
    person: terminalPerson,
    reference,
    signal: io.signal,
    progress: (text) => io.stderr(`${text}\n`),
  };
  try {
    if (command.live) return await runLive(io, input, command, args, context);
    const data = await command.run(args, context);
    const { columns, colours } = io;
    io.stdout(
      input.json ? toJson(command, data) : `${command.text(data, { ...context, columns, colours })}\n`,
    );
    return command.exitCode?.(data) ?? exitCodes.done;
  } finally {
    await opened.close();
  }
}

/** Ctrl-C is how one ends it: nothing went wrong then. */
async function runLive(
  io: TerminalIo,
  input: TerminalInput,
  command: Command,
  args: unknown,
  context: CommandContext,
): Promise<number> {
  const { columns, colours, isScreen = false } = io;
  try {
    for await (const data of command.live?.(args, context) ?? []) {
      const text = input.json
        ? toJson(command, data)
        : `${command.text(data, { ...context, columns, colours })}\n`;
      io.stdout(input.json ? text : isScreen ? `${clearScreen}${text}` : `${text}\n`);
    }
  } catch (error) {
    if (!io.signal.aborted) throw error;
  }
  return exitCodes.done;
}

/** Home, and erase to the end: https://en.wikipedia.org/wiki/ANSI_escape_code#CSI_(Control_Sequence_Introducer)_sequences */
const clearScreen = '\u001b[H\u001b[2J';

/** Usage and an example go under whatever a command says of its arguments. */
function parseArguments(command: Command, words: readonly string[]): unknown {
  try {
    return command.parse({ door: 'terminal', text: words.join(' '), words });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const example =
      command.examples[0] === undefined ? '' : `\nExample: vault-steward ${command.examples[0]}`;
    const usage = `vault-steward ${command.name} ${command.usage}`.trimEnd();
    throw new UsageError(`${error.message}\nUsage: ${usage}${example}`, { cause: error });
  }
}

function toJson(command: Command, data: unknown): string {
  const value = command.json ? command.json(data) : data;
  const values = value instanceof JsonLines ? value.values : [value];
  return values.map((one) => `${JSON.stringify(one)}\n`).join('');
}

function tellFailure(io: TerminalIo, setup: TerminalSetup, error: Error, reference: string): number {
  if (error instanceof ConfigError) {
    io.stderr(`The configuration cannot be used:\n${error.message.replaceAll(/^/gm, '  ')}\n`);
    return exitCodes.badConfig;
  }
  if (io.signal.aborted) {
    io.stderr('Stopped.\n');
    return exitCodes.interrupted;
  }
  const known = describeServerFailure(error);
  if (known !== undefined) {
    // Whoever sits at a terminal acts with a token of their own: they may read what the server said.
    io.stderr(`${known}\n  ${oneLine(error.message)}\n`);
    return exitCodes.failed;
  }
  const { text, unexpected } = describeFailure(error, reference);
  if (unexpected) setup.makeLogger(true).error({ error, reference }, 'Command failed');
  io.stderr(`${text}\n`);
  return error instanceof UsageError ? exitCodes.wrongUsage : exitCodes.failed;
}
