import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coerceError, UserError } from '../lib/errors.ts';
import type { Draft } from './draft.ts';
import { draftFile } from './draft-file.ts';

/** What became of one accepted answer. */
export interface ExportedFile {
  file: string;
  outcome: 'written' | 'unchanged' | 'replaced';
}

const topicShape = /^[a-z0-9][a-z0-9-]{0,79}$/;

/**
 * Writes accepted drafts as files of `faq/` into a folder, and nowhere else: names are plain, and a symbolic link is
 * never followed. Each file is there whole or not at all.
 *
 * @param options.force also replaces files that differ
 * @throws UserError naming every file that is in the way; then nothing was written
 */
export function exportDrafts(
  drafts: readonly Draft[],
  folder: string,
  options: { force: boolean },
): ExportedFile[] {
  makeFolder(folder);
  const files = drafts.map((draft) => {
    // The store could have been changed by hand.
    if (!topicShape.test(draft.topic)) throw new UserError(`“${draft.topic}” is no name for a file.`);
    const file = join(folder, `${draft.topic}.md`);
    return { file, content: draftFile(draft), there: lookAt(file) };
  });
  const inTheWay = files.filter(
    ({ there, content }) =>
      there !== undefined && there !== content && (there === notAFile || !options.force),
  );
  if (inTheWay.length > 0) throw new UserError(inTheWayText(inTheWay, options.force));
  return files.map(({ file, content, there }) => {
    if (there === content) return { file, outcome: 'unchanged' };
    writeWhole(file, content, there === undefined);
    return { file, outcome: there === undefined ? 'written' : 'replaced' };
  });
}

const notAFile = Symbol('no plain file');

/** The content of a plain file; undefined where nothing is. */
function lookAt(file: string): string | typeof notAFile | undefined {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isFile()) return notAFile;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${coerceError(error).message}`, { cause: error });
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (!statSync(folder).isDirectory()) throw new Error('not a folder');
  } catch (error) {
    throw new UserError(`${folder} is no folder and cannot be made one: ${coerceError(error).message}`, {
      cause: error,
    });
  }
}

/** `wx` follows no link and replaces nothing, a rename replaces the name and not what a link points to. */
function writeWhole(file: string, content: string, isNew: boolean): void {
  const spare = `${file}.${process.pid}.new`;
  try {
    writeFileSync(isNew ? file : spare, content, { flag: 'wx' });
    if (!isNew) renameSync(spare, file);
  } catch (error) {
    rmSync(spare, { force: true });
    throw new UserError(`${file} cannot be written: ${coerceError(error).message}`, { cause: error });
  }
}

function inTheWayText(files: readonly { file: string; there: unknown }[], force: boolean): string {
  const lines = files.map(({ file, there }) =>
    there === notAFile ? `  ${file} is no plain file` : `  ${file} is there and differs`,
  );
  const advice = force
    ? 'Move them away.'
    : 'Look at them, then use --force to replace files, or another folder.';
  return `Nothing was written:\n${lines.join('\n')}\n${advice}`;
}
