import type { Kysely } from 'kysely';

/** What was counted each day for the monthly report: src/reports/snapshot-store.ts says what each column means. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('report_snapshots')
    .addColumn('day', 'text', (column) => column.notNull())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('taken_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('report_snapshots_primary_key', ['day', 'cluster', 'name'])
    .execute();
}
