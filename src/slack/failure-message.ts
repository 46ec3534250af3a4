import type { Command } from '../define-command.ts';
import { commandUsage } from '../describe-command.ts';
import { context, joinText, md, message, section } from './blocks.ts';
import type { Message } from './message.ts';

/** A sentence or two, alone. */
export function plainMessage(text: string): Message {
  return message({ text, blocks: [section(text)] });
}

/** What is wrong with the arguments, how the command is used, and an example. */
export function usageMessage(text: string, command: Command, slash: string): Message {
  const usage = md`Usage: \`${slash} ${commandUsage(command)}\``;
  const example = command.examples[0];
  const lines = example === undefined ? [usage] : [usage, md`Example: \`${slash} ${example}\``];
  return message({ text, blocks: [section(text), context(joinText(lines))] });
}
