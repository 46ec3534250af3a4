import type { Kysely } from 'kysely';
import type { Retention } from '../store/retention.ts';
import type { Tables } from '../store/store.ts';
import type { SkippedPlace } from './finding.ts';

declare module '../store/store.ts' {
  interface Tables {
    expiry_scans: ScanRow;
  }
}

/** One scan of one cluster. Times are Unix milliseconds. */
export interface ScanRow {
  /** The same for all clusters of one scan. */
  id: string;
  cluster: string;
  started_at: number;
  /** Null while it is being saved, and for ever if the process died over that. */
  finished_at: number | null;
  duration_ms: number;
  /** 1 when everything was looked at that the login may look at, else 0. */
  complete: number;
  /** Why the cluster could not be looked at as a whole. */
  failure: string | null;
  /** Secrets looked at, with a date or without. */
  scanned: number;
  /** Things with a date that it saw. */
  items: number;
  /** Known things that it did not see, and of which it does not know that they are gone. */
  stale: number;
  problems: number;
  /** JSON: `SkippedPlace[]`. */
  skipped: string;
}

/** One stored scan of one cluster. */
export interface SavedScan {
  id: string;
  cluster: string;
  startedAt: Date;
  finishedAt: Date;
  durationMs: number;
  complete: boolean;
  failure: string | undefined;
  /**
   * The start of the last scan that looked at the cluster: this one, or an earlier one when this one could not.
   * Undefined when none ever did.
   */
  lookedAt: Date | undefined;
  /** The start of the first of the scans in a row that could not look at it. Everything there is stale since then. */
  failingSince: Date | undefined;
  scanned: number;
  items: number;
  stale: number;
  problems: number;
  skipped: SkippedPlace[];
}

type Db = Kysely<Tables>;

/** The last scan of each cluster that was ever scanned, by name. */
export async function lastScans(db: Db): Promise<SavedScan[]> {
  const rows = await db
    .selectFrom('expiry_scans as scan')
    .innerJoin(
      (from) =>
        from
          .selectFrom('expiry_scans')
          .select((select) => ['cluster', select.fn.max('started_at').as('last_at')])
          .where('finished_at', 'is not', null)
          .groupBy('cluster')
          .as('last'),
      (join) => join.onRef('last.cluster', '=', 'scan.cluster').onRef('last.last_at', '=', 'scan.started_at'),
    )
    .selectAll('scan')
    .where('scan.finished_at', 'is not', null)
    .orderBy('scan.cluster')
    .execute();
  return Promise.all(rows.map(async (row) => toSavedScan(row, await failingSpan(db, row))));
}

interface FailingSpan {
  lookedAt: number | null;
  failingSince: number | null;
}

async function failingSpan(db: Db, { cluster, started_at, failure }: ScanRow): Promise<FailingSpan> {
  if (failure === null) return { lookedAt: started_at, failingSince: null };
  const ofCluster = db
    .selectFrom('expiry_scans')
    .where('cluster', '=', cluster)
    .where('finished_at', 'is not', null);
  const { lookedAt } = await ofCluster
    .select((select) => select.fn.max<number | null>('started_at').as('lookedAt'))
    .where('failure', 'is', null)
    .executeTakeFirstOrThrow();
  const { failingSince } = await ofCluster
    .select((select) => select.fn.min<number | null>('started_at').as('failingSince'))
    .where('started_at', '>', lookedAt ?? 0)
    .executeTakeFirstOrThrow();
  return { lookedAt, failingSince };
}

function toSavedScan(row: ScanRow, { lookedAt, failingSince }: FailingSpan): SavedScan {
  return {
    id: row.id,
    cluster: row.cluster,
    startedAt: new Date(row.started_at),
    finishedAt: new Date(row.finished_at ?? row.started_at),
    durationMs: row.duration_ms,
    complete: row.complete === 1,
    failure: row.failure ?? undefined,
    lookedAt: lookedAt === null ? undefined : new Date(lookedAt),
    failingSince: failingSince === null ? undefined : new Date(failingSince),
    scanned: row.scanned,
    items: row.items,
    stale: row.stale,
    problems: row.problems,
    skipped: JSON.parse(row.skipped) as SkippedPlace[],
  };
}

/** The last scan of each cluster stays, however old, and the last one that saw it. */
export const scanRetention: Retention = {
  name: 'past scans',
  async deleteBefore(db, before) {
    const kept = (await lastScans(db)).flatMap(({ startedAt, lookedAt }) => [
      startedAt.getTime(),
      lookedAt?.getTime() ?? 0,
    ]);
    const { numDeletedRows } = await db
      .deleteFrom('expiry_scans')
      .where('started_at', '<', before.getTime())
      .where('started_at', 'not in', [0, ...kept])
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};
