import type { Kysely } from 'kysely';

/** Incidents and their summaries: src/core/incidents/incident-store.ts says what each column means. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('incidents')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('open_place', 'text', (column) => column.unique())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('over_at', 'bigint')
    .addColumn('channel', 'text')
    .addColumn('post_key', 'text')
    .addColumn('summary', 'text')
    .addColumn('due_at', 'bigint')
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('incidents_open').on('incidents').columns(['over_at', 'source']).execute();
  await db.schema.createIndex('incidents_place').on('incidents').columns(['place', 'opened_at']).execute();
  await db.schema.createIndex('incidents_due').on('incidents').columns(['due_at']).execute();
  await db.schema.createIndex('incidents_summary').on('incidents').columns(['summary']).execute();
  await db.schema
    .createTable('incident_summaries')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'bigint', (column) => column.notNull())
    .addColumn('joined_at', 'bigint', (column) => column.notNull())
    .addColumn('called', 'text')
    .addColumn('due_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('incident_summaries_due')
    .on('incident_summaries')
    .columns(['due_at'])
    .execute();
}
