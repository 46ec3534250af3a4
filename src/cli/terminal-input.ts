import { UsageError } from '../lib/errors.ts';

/** What a terminal call asks for, besides what the command itself takes. */
export interface TerminalInput {
  json: boolean;
  verbose: boolean;
  help: boolean;
  version: boolean;
  configFile: string | undefined;
  /** The command's name and its arguments, in order. */
  words: readonly string[];
}

const switches: Readonly<Record<string, 'json' | 'verbose' | 'help' | 'version'>> = {
  '--json': 'json',
  '--verbose': 'verbose',
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
};

/**
 * Takes the options that every command has (`--json`, `--verbose`, `--config FILE`, `--help`, `--version`) out of
 * the arguments, wherever they stand before a `--`. All others are the command's own.
 *
 * @throws UsageError when --config has no file
 */
export function readTerminalInput(argv: readonly string[]): TerminalInput {
  const end = argv.indexOf('--');
  const before = end < 0 ? argv : argv.slice(0, end);
  const found: Record<'json' | 'verbose' | 'help' | 'version', boolean> = {
    json: false,
    verbose: false,
    help: false,
    version: false,
  };
  let configFile: string | undefined;
  const words: string[] = [];
  for (let index = 0; index < before.length; index += 1) {
    const word = before[index] ?? '';
    const name = switches[word];
    if (name) found[name] = true;
    else if (word === '--config' || word.startsWith('--config=')) {
      configFile = word === '--config' ? before[++index] : word.slice('--config='.length);
      if (!configFile) throw new UsageError('--config needs a file: --config steward.yaml');
    } else words.push(word);
  }
  return { ...found, configFile, words: end < 0 ? words : [...words, ...argv.slice(end + 1)] };
}
