import type { Kysely } from 'kysely';
import type { Tables } from './store.ts';

/** What a room says about the age of its rows: `retention.days` counts for all of them. */
export interface Retention {
  /** What is deleted, for the log: `past job runs`. */
  name: string;
  /** Deletes what ended before this and nobody needs any more. Says how many rows went. */
  deleteBefore(db: Kysely<Tables>, before: Date): Promise<number>;
}
