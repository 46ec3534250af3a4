import type { Kysely } from 'kysely';

/** Audit devices that were seen in a cluster: src/health/audit-device-store.ts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('health_audit_devices')
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('device', 'text', (column) => column.notNull())
    .addColumn('gone_at', 'bigint')
    .addPrimaryKeyConstraint('health_audit_devices_key', ['cluster', 'device'])
    .execute();
}
