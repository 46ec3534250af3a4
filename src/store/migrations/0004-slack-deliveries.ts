import type { Kysely } from 'kysely';

/** What Slack delivered: src/slack/delivery-store.ts says what each column means. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('slack_deliveries')
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('lease_owner', 'text')
    .addColumn('lease_until', 'bigint')
    .execute();
  await db.schema.createIndex('slack_deliveries_age').on('slack_deliveries').column('received_at').execute();
}
