import { hasRole } from '../src/core/people/person.ts';
import { type Command, defineCommand } from '../src/define-command.ts';
import { commandHelpText, commandListText, commandUsage } from '../src/describe-command.ts';
import { findCommand, unknownCommandText } from '../src/find-command.ts';
import { UsageError } from '../src/lib/errors.ts';
import { code, context, joinText, list, md, message, section } from '../src/slack/blocks.ts';
import type { Message } from '../src/slack/message.ts';

interface HelpEntry {
  name: string;
  usage: string;
  summary: string;
  examples: readonly string[];
}

/** What help shows: one command in full, or all that the asker may use through this door. */
interface HelpData {
  commands: readonly HelpEntry[];
  /** One was asked for by name. */
  one: boolean;
}

export const help = defineCommand<{ words: readonly string[] }, HelpData>({
  name: 'help',
  summary: 'All commands, or one in full',
  usage: '[command]',
  examples: ['help', 'help expiring'],
  roles: 'everyone',
  answer: 'private',
  changes: false,
  doors: ['slack', 'terminal'],
  needs: [],
  parse: ({ words }) => ({ words }),
  run: async ({ words }, context) => {
    const usable = context.commands.filter(
      (command) => command.doors.includes(context.door) && hasRole(context.person, command.roles),
    );
    if (words.length === 0) return { commands: usable.map(toEntry), one: false };
    const found = findCommand(words, usable, context.door);
    if (!found)
      throw new UsageError(unknownCommandText(words.join(' '), usable, context.door, '`help` alone'));
    return { commands: [toEntry(found.command)], one: true };
  },
  message: (data, context) => helpMessage(data, context.ports.config.slack.command),
  text: (data, context) => {
    const shown = context.commands.filter((command) =>
      data.commands.some(({ name }) => name === command.name),
    );
    if (data.one && shown[0]) return commandHelpText(shown[0]);
    return [
      'vault-steward answers, watches and reports on Vault and OpenBao.',
      '',
      commandListText(shown),
      '',
      'Each takes --json, --config FILE, --verbose and --help.',
    ].join('\n');
  },
  json: (data) => ({ commands: data.commands }),
});

function toEntry({ name, usage, summary, examples }: Command): HelpEntry {
  return { name, usage, summary, examples };
}

function helpMessage(data: HelpData, slash: string): Message {
  const entries = data.commands.map(
    (entry) => md`${code(`${slash} ${commandUsage(entry)}`)}\n${entry.summary}`,
  );
  const examples = data.one ? (data.commands[0]?.examples ?? []) : [];
  return message({
    text: `Commands: ${data.commands.map((entry) => entry.name).join(', ')}`,
    blocks: [
      ...list(entries),
      ...(examples.length === 0
        ? []
        : [section(joinText(['For example', ...examples.map((example) => code(`${slash} ${example}`))]))]),
      ...(data.one ? [] : [context(`One in full: ${slash} help expiring`)]),
    ],
  });
}
