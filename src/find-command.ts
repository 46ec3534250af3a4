import type { Command, Door } from './define-command.ts';
import { nearestNames } from './lib/nearest-names.ts';

export interface FoundCommand {
  command: Command;
  /** What stands behind the name. */
  rest: readonly string[];
}

/** The command whose name (one word or several: `faq gaps`) the words begin with; the longest name wins. */
export function findCommand(
  words: readonly string[],
  commands: readonly Command[],
  door: Door,
): FoundCommand | undefined {
  const fitting = commands
    .filter((command) => command.doors.includes(door))
    .map((command) => ({ command, name: command.name.split(' ') }))
    .filter(({ name }) => name.every((part, index) => words[index]?.toLowerCase() === part))
    .sort((a, b) => b.name.length - a.name.length)[0];
  return fitting && { command: fitting.command, rest: words.slice(fitting.name.length) };
}

/** What to say to a name that is none: the nearest ones, and `help`, which says where all of them are listed. */
export function unknownCommandText(
  typed: string,
  commands: readonly Command[],
  door: Door,
  help: string,
): string {
  const names = commands.filter((command) => command.doors.includes(door)).map((command) => command.name);
  const near = nearestNames(typed, names);
  const shown = [...typed].slice(0, 40).join('');
  const guess = near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`;
  return `There is no command “${shown}”.${guess} ${help} lists them all.`;
}
