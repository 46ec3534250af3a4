import type { Kysely } from 'kysely';
import type { Tables } from '../store/store.ts';

declare module '../store/store.ts' {
  interface Tables {
    health_looks: HealthLookRow;
  }
}

/** `cluster`: with the token; `slow`: Prometheus, backups and certificates. */
export type KeptLook = 'cluster' | 'slow';

/** When the running bot last looked at a cluster: a terminal is another process, and tells it from here. */
export interface HealthLookRow {
  cluster: string;
  kind: string;
  /** Unix milliseconds. */
  at: number;
}

/** Keeps when one kind of look was made, in one statement. */
export async function saveLooks(
  db: Kysely<Tables>,
  kind: KeptLook,
  looks: readonly { cluster: string; at: Date }[],
): Promise<void> {
  if (looks.length === 0) return;
  await db
    .insertInto('health_looks')
    .values(looks.map(({ cluster, at }) => ({ cluster, kind, at: at.getTime() })))
    .onConflict((conflict) =>
      conflict.columns(['cluster', 'kind']).doUpdateSet((row) => ({ at: row.ref('excluded.at') })),
    )
    .execute();
}

/** What was kept of one cluster. */
export async function readLooks(
  db: Kysely<Tables>,
  cluster: string,
): Promise<Partial<Record<KeptLook, Date>>> {
  const rows = await db
    .selectFrom('health_looks')
    .select(['kind', 'at'])
    .where('cluster', '=', cluster)
    .execute();
  return Object.fromEntries(rows.map(({ kind, at }) => [kind, new Date(at)]));
}
