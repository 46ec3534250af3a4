import { readFileSync } from 'node:fs';
import { UserError } from '../lib/errors.ts';

/** A mount as people write it, without the slashes around. */
export function trimSlashes(mount: string): string {
  return mount.replace(/^\/+|\/+$/g, '');
}

/** @throws UserError with the problem */
export function required(value: string | undefined, problem: string): string {
  if (value === undefined) throw new UserError(problem);
  return value;
}

/** White space around a token is the most common reason for "invalid header". */
export function readSecretFile(file: string, what: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UserError(`The ${what} cannot be read from ${file}.`, { cause: error });
  }
  return required(text || undefined, `The file ${file} is empty; it should hold the ${what}.`);
}
