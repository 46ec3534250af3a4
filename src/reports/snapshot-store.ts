import type { Kysely } from 'kysely';
import { dateInZone } from '../lib/times.ts';
import type { Retention } from '../store/retention.ts';
import type { Tables } from '../store/store.ts';

declare module '../store/store.ts' {
  interface Tables {
    report_snapshots: SnapshotRow;
  }
}

/** One figure of one cluster on one day. */
export interface SnapshotRow {
  /** `2026-10-31`, in the calendar of the configured zone. */
  day: string;
  cluster: string;
  /** As in the report; for what happens over a day (`requests`), the whole day's sum. */
  name: string;
  /** A whole number. */
  value: number;
  source: string;
  /** When it was read. */
  taken_at: number;
}

/** Keeps figures; those of the same day, cluster and name are replaced. All or none. */
export async function saveSnapshots(db: Kysely<Tables>, rows: readonly SnapshotRow[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const row of rows)
      await trx
        .insertInto('report_snapshots')
        .values(row)
        .onConflict((conflict) =>
          conflict
            .columns(['day', 'cluster', 'name'])
            .doUpdateSet({ value: row.value, source: row.source, taken_at: row.taken_at }),
        )
        .execute();
  });
}

/** All figures of the days from `firstDay` to `lastDay`, both included, by day. */
export async function readSnapshots(
  db: Kysely<Tables>,
  firstDay: string,
  lastDay: string,
): Promise<SnapshotRow[]> {
  return db
    .selectFrom('report_snapshots')
    .selectAll()
    .where('day', '>=', firstDay)
    .where('day', '<=', lastDay)
    .orderBy('day')
    .orderBy('cluster')
    .orderBy('name')
    .execute();
}

/** Deletes the days before `before`. */
async function deleteSnapshotsBefore(db: Kysely<Tables>, before: Date): Promise<number> {
  const result = await db
    .deleteFrom('report_snapshots')
    .where('day', '<', dateInZone(before, 'UTC'))
    .executeTakeFirstOrThrow();
  return Number(result.numDeletedRows);
}

export const snapshotRetention: Retention = {
  name: 'daily snapshots',
  deleteBefore: deleteSnapshotsBefore,
};
