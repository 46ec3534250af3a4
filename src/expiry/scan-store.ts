import type { Kysely } from 'kysely';
import type { Retention } from '../store/retention.ts';
import type { Tables } from '../store/store.ts';
import type { ProblemReason, ScanProblem, SkippedPlace } from './finding.ts';

declare module '../store/store.ts' {
  interface Tables {
    expiry_scans: ScanRow;
    expiry_problems: ProblemRow;
  }
}

/** One scan of one cluster. Times are Unix milliseconds. */
export interface ScanRow {
  /** The same for all clusters of one scan. */
  id: string;
  cluster: string;
  started_at: number;
  finished_at: number;
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

/** A problem of the last scan of its cluster. */
export interface ProblemRow {
  id: string;
  cluster: string;
  namespace: string;
  mount: string;
  path: string;
  reason: ProblemReason;
  problem: string;
  owner: string | null;
  first_seen_at: number;
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
  scanned: number;
  items: number;
  stale: number;
  problems: number;
  skipped: SkippedPlace[];
}

export interface KnownProblem extends ScanProblem {
  firstSeenAtMs: number;
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
          .groupBy('cluster')
          .as('last'),
      (join) => join.onRef('last.cluster', '=', 'scan.cluster').onRef('last.last_at', '=', 'scan.started_at'),
    )
    .selectAll('scan')
    .orderBy('scan.cluster')
    .execute();
  return rows.map(toSavedScan);
}

/** Problems of the last scans, by place. `owners`: only those that name one of these. */
export async function readProblems(
  db: Db,
  filter: { cluster?: string; owners?: readonly string[]; limit?: number } = {},
): Promise<KnownProblem[]> {
  let query = db
    .selectFrom('expiry_problems')
    .selectAll()
    .orderBy('cluster')
    .orderBy('namespace')
    .orderBy('mount')
    .orderBy('path');
  if (filter.cluster !== undefined) query = query.where('cluster', '=', filter.cluster);
  if (filter.owners !== undefined) query = query.where('owner', 'in', [...filter.owners]);
  if (filter.limit !== undefined) query = query.limit(filter.limit);
  return (await query.execute()).map(({ id: _, owner, first_seen_at, ...problem }) => ({
    ...problem,
    owner: owner ?? undefined,
    firstSeenAtMs: first_seen_at,
  }));
}

function toSavedScan(row: ScanRow): SavedScan {
  return {
    id: row.id,
    cluster: row.cluster,
    startedAt: new Date(row.started_at),
    finishedAt: new Date(row.finished_at),
    durationMs: row.duration_ms,
    complete: row.complete === 1,
    failure: row.failure ?? undefined,
    scanned: row.scanned,
    items: row.items,
    stale: row.stale,
    problems: row.problems,
    skipped: JSON.parse(row.skipped) as SkippedPlace[],
  };
}

/** The last scan of each cluster stays, however old. */
export const scanRetention: Retention = {
  name: 'past scans',
  async deleteBefore(db, before) {
    const kept = (await lastScans(db)).map(({ id }) => id);
    const { numDeletedRows } = await db
      .deleteFrom('expiry_scans')
      .where('started_at', '<', before.getTime())
      .where('id', 'not in', kept)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};
