import type { Kysely } from 'kysely';

/**
 * The tables of all rooms. Each room's `<thing>-store.ts` adds its own by declaration merging, so that SQL of a
 * room stands in that room:
 *
 *     declare module '../store/store.ts' { interface Tables { report_snapshots: ReportSnapshotRow } }
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface Tables {}

/** The open database. Bind only strings, numbers, bigints and null; times are Unix milliseconds. */
export interface Store {
  db: Kysely<Tables>;
  /** A copy of the whole database, made while it is in use (`VACUUM INTO`). @throws UserError if the file exists */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}
