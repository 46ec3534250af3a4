import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { coerceError } from '../lib/errors.ts';

/** The largest file of answers or questions; more is a mistake (an archive, a log). */
const fileLimitBytes = 512 * 1024;

/** The paths of a folder's files that fit, in alphabetical order; undefined, with a problem, where it cannot be read. */
export function filesIn(
  folder: string,
  fits: (name: string) => boolean,
  problems: string[],
): string[] | undefined {
  try {
    return readdirSync(folder)
      .filter(fits)
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    problems.push(unreadable(folder, error));
    return undefined;
  }
}

/** @throws Error for what is no file, is too large or cannot be read */
export function readText(file: string): string {
  const { size } = statSync(file);
  if (size > fileLimitBytes) throw new Error(`larger than ${fileLimitBytes} bytes`);
  return readFileSync(file, 'utf8');
}

/** In the form of all problems: file and line. */
export function unreadable(file: string, error: unknown): string {
  return `${file}:1: cannot be read (${coerceError(error).message})`;
}

/** Whether nothing has this name, not even a link that leads nowhere. */
export function isGone(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** By file name the lines of all text files in these folders, those that are there; `#` begins a comment. */
export function linesIn(folders: readonly string[], problems: string[]): Map<string, string[]> {
  const byName = new Map<string, string[]>();
  const isText = (name: string): boolean => name.endsWith('.txt') && !name.startsWith('.');
  for (const folder of folders.filter((one) => existsSync(one)))
    for (const file of filesIn(folder, isText, problems) ?? []) {
      const name = file.slice(join(folder, '/').length);
      byName.set(name, [...(byName.get(name) ?? []), ...linesOf(file, problems)]);
    }
  return byName;
}

function linesOf(file: string, problems: string[]): string[] {
  try {
    return readText(file)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
  } catch (error) {
    if (!isGone(file)) problems.push(unreadable(file, error));
    return [];
  }
}

/** Differs when any file of these folders, or a folder itself, is changed, added or removed. */
export function stateOf(folders: readonly string[]): string {
  return folders
    .flatMap((folder) => {
      const names = namesIn(folder);
      const files = names?.map((name) => join(folder, name)) ?? [];
      return [`${folder} ${names === undefined ? 'away' : 'here'}`, ...files.map(fileState)];
    })
    .join('\n');
}

/** Without what editors and Kubernetes keep beside the files. */
function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch {
    return undefined;
  }
}

function fileState(file: string): string {
  try {
    const { mtimeMs, size } = statSync(file);
    return `${file}:${mtimeMs}:${size}`;
  } catch {
    return `${file} away`;
  }
}
