import { defineCommand } from '../../src/define-command.ts';
import { acceptedDrafts } from '../../src/faq/draft-store.ts';
import { type ExportedFile, exportDrafts } from '../../src/faq/export-drafts.ts';
import { UsageError, UserError } from '../../src/lib/errors.ts';
import { plainMessage } from '../../src/slack/failure-message.ts';

export const faqExport = defineCommand<
  { folder: string; force: boolean },
  { folder: string; files: ExportedFile[] }
>({
  name: 'faq export',
  summary: 'Writes the answers that operators accepted as Markdown files, to be committed',
  usage: '<folder> [--force]',
  examples: ['faq export ./answers', 'faq export ./answers --force'],
  roles: ['operator'],
  answer: 'private',
  changes: false,
  doors: ['terminal'],
  needs: ['store'],
  parse({ words }) {
    const [folder, ...more] = words.filter((word) => word !== '--force');
    if (folder === undefined || folder === '' || folder.startsWith('--') || more.length > 0)
      throw new UsageError('Give one folder.');
    return { folder, force: words.includes('--force') };
  },
  async run({ folder, force }, { ports }) {
    if (!ports.store)
      throw new UserError(
        `There is no database at ${ports.config.store.file}. Give the bot’s own steward.yaml with --config, on the bot’s machine.`,
      );
    return { folder, files: exportDrafts(await acceptedDrafts(ports.store.db), folder, { force }) };
  },
  message: (data) => plainMessage(textOf(data)),
  text: textOf,
});

function textOf({ files }: { files: readonly ExportedFile[] }): string {
  if (files.length === 0) return 'No answers have been accepted.';
  return files.map(({ file, outcome }) => `${outcome.padEnd(9)}  ${file}`).join('\n');
}
