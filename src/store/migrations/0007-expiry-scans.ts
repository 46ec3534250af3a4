import type { Kysely } from 'kysely';

/** What is known of things that run out: src/expiry/item-store.ts and scan-store.ts say what each column means. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createItems(db);
  await db.schema
    .createTable('expiry_problems')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('mount', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('problem', 'text', (column) => column.notNull())
    .addColumn('owner', 'text')
    .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('expiry_problems_by_place')
    .on('expiry_problems')
    .columns(['cluster', 'namespace', 'mount', 'path'])
    .execute();
  await db.schema
    .createTable('expiry_scans')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .addColumn('duration_ms', 'bigint', (column) => column.notNull())
    .addColumn('complete', 'integer', (column) => column.notNull())
    .addColumn('failure', 'text')
    .addColumn('scanned', 'bigint', (column) => column.notNull())
    .addColumn('items', 'bigint', (column) => column.notNull())
    .addColumn('stale', 'bigint', (column) => column.notNull())
    .addColumn('problems', 'bigint', (column) => column.notNull())
    .addColumn('skipped', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('expiry_scans_primary_key', ['id', 'cluster'])
    .execute();
  await db.schema
    .createIndex('expiry_scans_by_time')
    .on('expiry_scans')
    .columns(['cluster', 'started_at'])
    .execute();
}

async function createItems(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('expiry_items')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('mount', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('renewed_at', 'bigint')
    .addColumn('owner', 'text')
    .addColumn('note', 'text')
    .addColumn('item_group', 'text')
    .addColumn('self_renewing', 'integer', (column) => column.notNull())
    .addColumn('version', 'bigint')
    .addColumn('version_at', 'bigint')
    .addColumn('first_seen_at', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint')
    .addColumn('stale_since', 'bigint')
    .addColumn('stale_noted_at', 'bigint')
    .addColumn('gone_at', 'bigint')
    .addColumn('last_change', 'text', (column) => column.notNull())
    .addColumn('changed_in', 'text', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('previous_expires_at', 'bigint')
    .addColumn('previous_version', 'bigint')
    .execute();
  await db.schema
    .createIndex('expiry_items_by_end')
    .on('expiry_items')
    .columns(['gone_at', 'expires_at', 'id'])
    .execute();
  await db.schema
    .createIndex('expiry_items_by_change')
    .on('expiry_items')
    .columns(['changed_in', 'last_change'])
    .execute();
}
