import type { Kysely } from 'kysely';

/** Who was told what of what runs out, and what they did: src/expiry/reminders/*-store.ts say what each column means. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createDigests(db);
  await createActs(db);
}

async function createDigests(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('expiry_told')
    .addColumn('item', 'text', (column) => column.notNull())
    .addColumn('recipient', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('rank', 'integer', (column) => column.notNull())
    .addColumn('version', 'bigint')
    .addColumn('told_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('expiry_told_primary_key', ['item', 'recipient'])
    .execute();
  await db.schema
    .createTable('expiry_digests')
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('recipient', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .addColumn('more', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('expiry_digest_lines')
    .addColumn('digest', 'text', (column) =>
      column.notNull().references('expiry_digests.key').onDelete('cascade'),
    )
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('item', 'text', (column) => column.notNull())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('namespace', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('mount', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('version', 'bigint')
    .addColumn('why', 'text')
    .addColumn('shown', 'text', (column) => column.notNull())
    .addColumn('open', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('expiry_digest_lines_primary_key', ['digest', 'position'])
    .execute();
  await db.schema
    .createIndex('expiry_digest_lines_open')
    .on('expiry_digest_lines')
    .columns(['open', 'item'])
    .execute();
}

async function createActs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('expiry_acts')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('item', 'text', (column) => column.notNull())
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('act', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('until', 'bigint')
    .addColumn('owner', 'text')
    .addColumn('failure', 'text')
    .execute();
  await db.schema.createIndex('expiry_acts_by_item').on('expiry_acts').columns(['item', 'at']).execute();
  await db.schema.createIndex('expiry_acts_by_time').on('expiry_acts').columns(['at']).execute();
  await db.schema
    .createTable('expiry_snoozes')
    .addColumn('item', 'text', (column) => column.primaryKey().notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .addColumn('snoozed_by', 'text', (column) => column.notNull())
    .addColumn('snoozed_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('expiry_handovers')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('item', 'text', (column) => column.notNull())
    .addColumn('open_item', 'text', (column) => column.unique())
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('was', 'text')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('asked_by', 'text', (column) => column.notNull())
    .addColumn('asked_at', 'bigint', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'bigint')
    .addColumn('written', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('expiry_handovers_by_item')
    .on('expiry_handovers')
    .columns(['item', 'asked_at'])
    .execute();
}
