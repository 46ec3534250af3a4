import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { coerceError, UserError } from '../lib/errors.ts';
import { Sqlite, type SqliteFile } from './sqlite.ts';

/** How long one statement waits for another process's write, and how long the switch to WAL is tried. */
const busyTimeoutMs = 5_000;
const walRetryMs = 25;

/**
 * Opens the file, makes it when it is missing (readable by its owner only), and sets what every connection needs.
 *
 * @throws UserError when the file cannot be opened, is no SQLite database, or lies where WAL does not work
 */
export async function connect(file: string): Promise<SqliteFile> {
  const database = openFile(file);
  try {
    database.pragma(`busy_timeout = ${busyTimeoutMs}`);
    await switchToWal(database, file);
    // FULL, not NORMAL: with NORMAL a power cut may take back the last commits. A forgotten "this was posted" would
    // be posted again. Some milliseconds a commit do not matter at a few writes a second.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    // 2 MB, as SQLite has it by default; better-sqlite3 is built for 16 MB, which stay taken.
    database.pragma('cache_size = -2000');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function openFile(file: string): SqliteFile {
  try {
    // SQLite gives its -wal and -shm files the mode of the database file.
    if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600));
    return new Sqlite(file);
  } catch (thrown) {
    const error = coerceError(thrown);
    throw new UserError(
      `The database ${file} cannot be opened: ${error.message}. Check store.file, its folder and its rights.`,
      { cause: error },
    );
  }
}

/**
 * The first switch of a new file to WAL needs it alone, and SQLite answers SQLITE_BUSY at once instead of waiting
 * for the busy timeout: https://www.sqlite.org/wal.html#sometimes_queries_return_sqlite_busy_in_wal_mode
 */
async function switchToWal(database: SqliteFile, file: string): Promise<void> {
  const giveUpAt = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      const mode = database.pragma('journal_mode = WAL', { simple: true });
      if (mode === 'wal' || file === ':memory:') return;
      throw new UserError(
        `The database ${file} cannot use SQLite's write-ahead log (it answers ${String(mode)}). Put it on a local disk, not on a network file system.`,
      );
    } catch (thrown) {
      if (!isBusy(thrown) || performance.now() > giveUpAt) throw explain(thrown, file);
      await sleep(walRetryMs);
    }
  }
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Sqlite.SqliteError && thrown.code.startsWith('SQLITE_BUSY');
}

function explain(thrown: unknown, file: string): unknown {
  if (!(thrown instanceof Sqlite.SqliteError)) return thrown;
  if (thrown.code === 'SQLITE_NOTADB')
    return new UserError(`${file} is no SQLite database. Check store.file.`, { cause: thrown });
  return new UserError(`The database ${file} cannot be used: ${thrown.message} (${thrown.code}).`, {
    cause: thrown,
  });
}
