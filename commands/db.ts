import { resolve } from 'node:path';
import { defineCommand } from '../src/define-command.ts';
import { UsageError } from '../src/lib/errors.ts';
import { backupFile } from '../src/store/backup.ts';

/** `db backup FILE`: before an upgrade, or from cron. */
export const db = defineCommand<{ target: string }, { backup: string; of: string }>({
  name: 'db',
  summary: 'A backup of the bot’s database, made while the bot runs',
  usage: 'backup <file>',
  examples: ['db backup vault-steward-2026-11-22.sqlite'],
  roles: ['operator'],
  answer: 'private',
  changes: false,
  doors: ['terminal'],
  // It opens the file by itself, for reading only: opening the store would migrate it, and a backup comes before.
  needs: [],
  parse: ({ words: [verb, target, ...more] }) => {
    if (verb !== 'backup' || !target || more.length > 0)
      throw new UsageError('Say `backup` and the file to write.');
    return { target };
  },
  async run({ target }, { ports }) {
    const { file } = ports.config.store;
    backupFile(file, target);
    return { backup: resolve(target), of: resolve(file) };
  },
  message: () => ({ text: 'Only in a terminal.', blocks: [] }),
  text: ({ backup, of }) =>
    `Backup of ${of} written to ${backup}.\nTo restore it: stop the bot, put the file in the database’s place, remove the -wal and -shm files beside it, start the bot.`,
});
