import type { Kysely } from 'kysely';

/** Entities are remembered by name; the exporter's gauges want their id: src/expiry/item-rows.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('expiry_items').addColumn('vault_id', 'text').execute();
  // What is not seen is looked for after each scan, and is next to nothing as a rule.
  await db.schema
    .createIndex('expiry_items_stale')
    .on('expiry_items')
    .columns(['cluster', 'stale_since'])
    .where('stale_since', 'is not', null)
    .execute();
}
