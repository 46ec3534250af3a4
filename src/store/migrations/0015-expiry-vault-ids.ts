import type { Kysely } from 'kysely';

/** Entities are remembered by name; the exporter's gauges want their id: src/expiry/item-rows.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('expiry_items').addColumn('vault_id', 'text').execute();
}
