import { randomBytes } from 'node:crypto';
import { setImmediate as letOthers } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { sharedBy } from '../lib/shared.ts';
import { dayMs } from '../lib/times.ts';
import type { Tables } from '../store/store.ts';
import type { DatedItem, ProblemReason } from './finding.ts';
import type { Comparing } from './item-changes.ts';
import { itemId } from './known-item.ts';
import { type ChangeCounts, saveItems } from './save-items.ts';
import { saveProblems } from './save-problems.ts';
import type { ClusterLook, Scan } from './scan.ts';
import { lastScans, type ScanRow } from './scan-store.ts';

/** What a saved scan has changed, in numbers; `changesOf(db, id)` has the things themselves. */
export interface ScanOutcome {
  id: string;
  changes: ChangeCounts;
  /** Known things that it did not see and of which nobody knows that they are gone. */
  stale: number;
  complete: boolean;
}

type Db = Kysely<Tables>;

/** Gone things are kept this long for those who were told of them. */
const goneForMs = 60 * dayMs;
const idsAtOnce = 2_000;

/**
 * Compares a scan with what is known and writes what has changed; what is as it was costs no write. Everybody else's
 * queries get their turn in between: it is many short transactions, of which the last makes it the last scan. After a
 * kill in the middle the scan before is still the last one, and the next scan takes over what this one had changed.
 * Undefined when a later scan was there first.
 */
export function saveScan(db: Db, scan: Scan, finishedAt: Date): Promise<ScanOutcome | undefined> {
  const queue = queues(db);
  const saved = queue.last.then(() => save(db, scan, finishedAt));
  queue.last = saved.catch(() => undefined);
  return saved;
}

/** Within a process one saves after the other. */
const queues = sharedBy((_db: Db): { last: Promise<unknown> } => ({ last: Promise.resolve() }));

async function save(db: Db, scan: Scan, finishedAt: Date): Promise<ScanOutcome | undefined> {
  const comparing: Comparing = { id: newScanId(scan.scannedAt), startedAtMs: scan.scannedAt.getTime() };
  const before = await lastScans(db);
  if (before.some(({ startedAt }) => startedAt >= scan.scannedAt)) return undefined;
  await begin(db, scan, comparing);
  const seen = await byId(scan.items);
  const { changes, stale } = await saveItems(db, { scan, seen, comparing, before });
  await saveProblems(db, scan.problems, comparing.startedAtMs);
  await db
    .deleteFrom('expiry_items')
    .where('gone_at', '<', finishedAt.getTime() - goneForMs)
    .execute();
  const rows = scan.looks.map((look) => scanRow(look, scan, comparing, finishedAt, stale));
  if (!(await finish(db, rows))) return undefined;
  return {
    id: comparing.id,
    changes,
    stale: rows.reduce((sum, row) => sum + row.stale, 0),
    complete: rows.every(({ complete }) => complete === 1),
  };
}

/** Sorts by time; the rest tells two processes apart. */
function newScanId(startedAt: Date): string {
  return `${startedAt.toISOString()}-${randomBytes(3).toString('hex')}`;
}

/** Enters the scan as one that is being saved, and takes over the changes of one that was never finished. */
async function begin(db: Db, { looks }: Scan, { id, startedAtMs }: Comparing): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const unfinished = await trx
      .deleteFrom('expiry_scans')
      .where('finished_at', 'is', null)
      .returning('id')
      .execute();
    const ids = [...new Set(unfinished.map((row) => row.id))];
    if (ids.length > 0)
      await trx.updateTable('expiry_items').set({ changed_in: id }).where('changed_in', 'in', ids).execute();
    const rows = looks.map(({ cluster }) => ({ ...emptyRow, id, cluster, started_at: startedAtMs }));
    if (rows.length > 0) await trx.insertInto('expiry_scans').values(rows).execute();
  });
}

/** False when another process has taken over meanwhile. */
async function finish(db: Db, rows: readonly ScanRow[]): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    for (const { id, cluster, ...row } of rows) {
      const { numUpdatedRows } = await trx
        .updateTable('expiry_scans')
        .set(row)
        .where('id', '=', id)
        .where('cluster', '=', cluster)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) return false;
    }
    return true;
  });
}

async function byId(items: readonly DatedItem[]): Promise<Map<string, DatedItem>> {
  const found = new Map<string, DatedItem>();
  for (const [at, item] of items.entries()) {
    found.set(itemId(item), item);
    if (at % idsAtOnce === idsAtOnce - 1) await letOthers();
  }
  return found;
}

/** What does not keep a scan from being complete: the thing itself was looked at, or was deleted meanwhile. */
const lookedAt: ReadonlySet<ProblemReason> = new Set([
  'missingDate',
  'neverExpires',
  'unreadableDate',
  'gone',
]);

const emptyRow = {
  finished_at: null,
  duration_ms: 0,
  complete: 0,
  failure: null,
  scanned: 0,
  items: 0,
  stale: 0,
  problems: 0,
  skipped: '[]',
};

function scanRow(
  { cluster, scanned, failure }: ClusterLook,
  scan: Scan,
  { id, startedAtMs }: Comparing,
  finishedAt: Date,
  stale: ReadonlyMap<string, number>,
): ScanRow {
  const problems = scan.problems.filter((problem) => problem.cluster === cluster);
  return {
    id,
    cluster,
    started_at: startedAtMs,
    finished_at: finishedAt.getTime(),
    duration_ms: Math.round(scan.durationMs),
    complete: problems.every(({ reason }) => lookedAt.has(reason)) ? 1 : 0,
    failure: failure ?? null,
    scanned,
    items: scan.items.filter((item) => item.cluster === cluster).length,
    stale: stale.get(cluster) ?? 0,
    problems: problems.length,
    skipped: JSON.stringify(scan.skipped.filter((place) => place.cluster === cluster)),
  };
}
