import type { Kysely } from 'kysely';

/**
 * The tables of all rooms. Each room's `<thing>-store.ts` adds its own by declaration merging, so that SQL of a
 * room stands in that room:
 *
 *     declare module '../store/store.ts' { interface Tables { report_snapshots: ReportSnapshotRow } }
 *
 * The table itself is made by a migration in `migrations/`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Tables {}

/**
 * The open database. Bind only strings, numbers, bigints and null; times are Unix milliseconds.
 *
 * There is one connection: inside `db.transaction().execute(async (trx) => …)` ask only `trx`, a query on `db`
 * would wait for the transaction that waits for it. Keep transactions to SQL: other processes wait for their end.
 */
export interface Store {
  db: Kysely<Tables>;
  /** A copy of the whole database, made while it is in use (`VACUUM INTO`). @throws UserError if the file exists */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}
