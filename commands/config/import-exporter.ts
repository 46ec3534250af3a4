import { readFileSync } from 'node:fs';
import { type ImportedExporter, importExporter } from '../../src/config/exporter/import-exporter.ts';
import { defineCommand } from '../../src/define-command.ts';
import { UsageError, UserError } from '../../src/lib/errors.ts';

interface Args {
  file: string;
  cluster: string;
}

/** For who comes from tomtom-international/vault-assessment-prometheus-exporter. */
export const configImportExporter = defineCommand<Args, ImportedExporter>({
  name: 'config import-exporter',
  summary: 'Turns the configuration of the TomTom exporter into a steward.yaml',
  usage: '<file> [--cluster NAME]',
  examples: [
    'config import-exporter config.yaml > steward.yaml',
    'config import-exporter config.yaml --cluster prod',
  ],
  roles: ['operator'],
  answer: 'private',
  changes: false,
  doors: ['terminal'],
  needs: [],
  parse({ words }) {
    const at = words.indexOf('--cluster');
    const cluster = at === -1 ? 'vault' : words[at + 1];
    const [file, ...more] = at === -1 ? words : words.toSpliced(at, 2);
    if (file === undefined || file.startsWith('--') || more.length > 0)
      throw new UsageError('Give one file.');
    if (cluster === undefined || !/^[a-z0-9][a-z0-9-]{0,30}$/.test(cluster))
      throw new UsageError('Give the cluster a short name of small letters, digits and dashes.');
    return { file, cluster };
  },
  run: async ({ file, cluster }) => importExporter(read(file), { file, cluster }),
  message: () => ({ text: 'Only in a terminal.', blocks: [] }),
  text: ({ yaml }) => yaml.trimEnd(),
});

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} cannot be read.`, { cause: error });
  }
}
