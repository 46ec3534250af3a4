import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { coerceError, UserError } from '../lib/errors.ts';
import { Sqlite, type SqliteFile } from './sqlite.ts';

/**
 * Copies a database file that may be in use, whatever version of the program it belongs to: it is opened for
 * reading only and not migrated, so that a backup can be made before an upgrade.
 *
 * @throws UserError when there is no such database, or the target exists or cannot be written
 */
export function backupFile(file: string, target: string): void {
  if (!existsSync(file)) throw new UserError(`There is no database ${file}. Check store.file.`);
  const database = new Sqlite(file, { readonly: true, timeout: 5_000 });
  try {
    copyDatabase(database, target);
  } finally {
    database.close();
  }
}

/**
 * `VACUUM INTO` copies one consistent state without stopping writers. An interrupted copy would be a broken file
 * (https://www.sqlite.org/lang_vacuum.html#vacuuminto), so it gets its name only when it is whole.
 *
 * @throws UserError when the target exists or cannot be written
 */
export function copyDatabase(database: SqliteFile, target: string): void {
  if (existsSync(target)) throw new UserError(`${target} exists already. Give a file that does not.`);
  const partial = `${target}.${randomUUID().slice(0, 8)}.partial`;
  try {
    database.prepare('vacuum into ?').run(partial);
    chmodSync(partial, 0o600);
    renameSync(partial, target);
  } catch (thrown) {
    rmSync(partial, { force: true });
    const error = coerceError(thrown);
    throw new UserError(`The backup ${target} could not be written: ${error.message}.`, { cause: error });
  }
}
