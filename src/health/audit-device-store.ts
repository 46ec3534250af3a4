import type { Kysely } from 'kysely';
import type { Tables } from '../store/store.ts';
import type { AuditDevices } from './audit-devices.ts';

declare module '../store/store.ts' {
  interface Tables {
    health_audit_devices: AuditDeviceRow;
  }
}

/** An audit device that was seen in a cluster: one that goes while the bot is down is missed all the same. */
export interface AuditDeviceRow {
  cluster: string;
  /** `file/` */
  device: string;
  /** Unix milliseconds of the look that missed it; null while it is there. */
  gone_at: number | null;
}

export async function readAuditDevices(db: Kysely<Tables>, cluster: string): Promise<AuditDevices> {
  const rows = await db
    .selectFrom('health_audit_devices')
    .select(['device', 'gone_at'])
    .where('cluster', '=', cluster)
    .execute();
  return new Map(
    rows.map(({ device, gone_at }) => [device, gone_at === null ? undefined : new Date(gone_at)]),
  );
}

/** Makes the rows of a cluster those of the devices. */
export async function saveAuditDevices(
  db: Kysely<Tables>,
  cluster: string,
  devices: AuditDevices,
): Promise<void> {
  const rows = [...devices].map(([device, goneAt]) => ({
    cluster,
    device,
    gone_at: goneAt?.getTime() ?? null,
  }));
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('health_audit_devices').where('cluster', '=', cluster).execute();
    if (rows.length > 0) await trx.insertInto('health_audit_devices').values(rows).execute();
  });
}
