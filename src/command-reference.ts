import type { Command } from './define-command.ts';
import { commandUsage } from './describe-command.ts';

const begin = '<!-- commands: written by `npm run docs` -->';
const end = '<!-- end of commands -->';

/** The README's table of commands. */
export function commandTable(commands: readonly Command[]): string {
  const rows = commands.map((command) => {
    const doors = command.doors.map((door) => (door === 'slack' ? 'Slack' : 'terminal')).join(', ');
    const roles = command.roles === 'everyone' ? 'everyone' : command.roles.join(', ');
    return `| \`${commandUsage(command).replaceAll('|', '\\|')}\` | ${command.summary} | ${doors} | ${roles} |`;
  });
  return ['| Command | Does | Where | Who, in Slack |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The README with its table as it should be. @throws Error when the README has lost the place for it */
export function withCommandTable(readme: string, commands: readonly Command[]): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md needs the lines ${begin} and ${end}`);
  return `${readme.slice(0, from + begin.length)}\n${commandTable(commands)}\n${readme.slice(to)}`;
}
