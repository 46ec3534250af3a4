import { terminalPerson } from '../../src/core/people/person.ts';
import type { Command, CommandContext } from '../../src/define-command.ts';
import type { Ports } from '../../src/ports.ts';

/** The context of a command in a terminal. */
export function terminalContext(ports: Ports, now = new Date()): CommandContext {
  return {
    ports,
    log: ports.log,
    now,
    door: 'terminal',
    commands: [],
    person: terminalPerson,
    reference: 'test',
    signal: new AbortController().signal,
    progress: () => undefined,
  };
}

/** Runs a command as typed in a terminal and gives its data. */
export async function runInTerminal(
  command: Command,
  ports: Ports,
  words: readonly string[] = [],
  now = new Date(),
): Promise<unknown> {
  const args = command.parse({ door: 'terminal', text: words.join(' '), words });
  return command.run(args, terminalContext(ports, now));
}
