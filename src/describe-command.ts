import type { Command } from './define-command.ts';

/** `expiring [within]`: name and arguments, as help, usage hints and tables show them. */
export function commandUsage(command: Pick<Command, 'name' | 'usage'>): string {
  return `${command.name} ${command.usage}`.trimEnd();
}

/** All that is known of one command, for a terminal. */
export function commandHelpText(command: Command): string {
  const lines = [
    `${command.summary}.`,
    '',
    `Usage: vault-steward ${commandUsage(command)} [--json] [--config FILE] [--verbose]`,
  ];
  if (command.examples.length > 0) lines.push('', 'Examples:');
  for (const example of command.examples) lines.push(`  vault-steward ${example}`);
  return lines.join('\n');
}

/** All commands with their summaries, aligned, for a terminal. */
export function commandListText(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => commandUsage(command).length));
  return commands.map((command) => `  ${commandUsage(command).padEnd(width)}  ${command.summary}`).join('\n');
}
