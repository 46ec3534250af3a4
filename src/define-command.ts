import type { Person, Role } from './core/people/person.ts';
import type { OpenModal } from './define-interaction.ts';
import type { Logger } from './lib/logger.ts';
import type { Ports } from './ports.ts';
import type { Message } from './slack/message.ts';
import type { ChannelKind, SlackGateway } from './slack/slack-gateway.ts';

export type Door = 'slack' | 'terminal';
export type Need = 'vault' | 'store' | 'slack' | 'prometheus';

/** What a person typed after the command's name. */
export interface CommandInput {
  door: Door;
  /** As typed, with curly quotes, non-breaking spaces and long dashes made plain. */
  text: string;
  /** The same split like a shell does: quotes group, nothing is expanded. */
  words: readonly string[];
}

/** Where and for whom a command runs. */
export interface CommandContext {
  ports: Ports;
  log: Logger;
  /** When the person asked. */
  now: Date;
  door: Door;
  /** All commands, for help and for nearest names. */
  commands: readonly Command[];
  person: Person;
  /** What the person reads as the reference of this request when something goes wrong. */
  reference: string;
  signal: AbortSignal;
  /** Long work says how far it is: one line on stderr in a terminal, nothing in Slack. */
  progress(text: string): void;
  /** Only in Slack. */
  slack?: {
    gateway: SlackGateway;
    channel: string;
    channelKind: ChannelKind;
    /** The modal that `modalTitle` opened. */
    modal: OpenModal | undefined;
    threadTs: string | undefined;
  };
}

/** What a text is made for. */
export interface TerminalLook {
  /** The width of the terminal. */
  columns: number;
  /** ANSI colours may be used: it is a terminal, and nobody asked for none. */
  colours?: boolean | undefined;
}

export interface Command<Args = unknown, Data = unknown> {
  name: string;
  /** One line, sentence case, no full stop. */
  summary: string;
  /** What follows the name: `[within]`. Empty when nothing does. */
  usage: string;
  examples: readonly string[];
  /** Who may run it in Slack. A terminal caller acts with a Vault token of their own and needs no role. */
  roles: readonly Role[] | 'everyone';
  /** `private`: seen only by the asker. `channel`: seen by all where it was typed. */
  answer: 'private' | 'channel';
  /** Changes something in Vault or in the store that others can see. */
  changes: boolean;
  doors: readonly Door[];
  /**
   * In Slack the answer is a modal with this title (24 characters at most): the router opens it, loading, before it
   * looks anything up, since a trigger lives 3 seconds and works once. `run` fills it by `context.slack.modal`;
   * `message` is not shown.
   */
  modalTitle?: string;
  needs: readonly Need[];
  /** What these arguments need in a terminal, where that is less. */
  needsInTerminal?(args: Args): readonly Need[];
  /** Pure. @throws UsageError */
  parse(input: CommandInput): Args;
  /** Calls one use case. Whatever it returns is JSON as it stands, unless `json` says otherwise. */
  run(args: Args, context: CommandContext): Promise<Data>;
  /**
   * Only in a terminal, instead of `run`: data again and again until the signal. Each takes the place of the one
   * before; with `--json` each is a line.
   */
  live?(args: Args, context: CommandContext): AsyncIterable<Data>;
  message(data: Data, context: CommandContext): Message;
  text(data: Data, context: CommandContext & TerminalLook): string;
  /** What `--json` prints: one value, or several as JSON lines. Default: the data. */
  json?(data: Data): unknown | JsonLines;
  /** The exit code of a run that ended well; default 0. (`doctor` gives 1 when a check failed.) */
  exitCode?(data: Data): 0 | 1;
}

/** Printed one value a line. */
export class JsonLines {
  readonly values: readonly unknown[];

  constructor(values: readonly unknown[]) {
    this.values = values;
  }
}

/** Makes a command. The list of all is `command-list.ts`; doors see only this type. */
export function defineCommand<Args, Data>(command: Command<Args, Data>): Command {
  return command as unknown as Command;
}
