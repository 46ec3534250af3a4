import type { Kysely } from 'kysely';

/** When each cluster was last looked at, by kind of look: src/health/look-store.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('health_looks')
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('health_looks_key', ['cluster', 'kind'])
    .execute();
}
