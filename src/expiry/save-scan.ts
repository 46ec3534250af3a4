import { createHash, randomBytes } from 'node:crypto';
import { setImmediate as letOthers } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import { dayMs } from '../lib/times.ts';
import type { Tables } from '../store/store.ts';
import { type Coverage, fateOf } from './coverage.ts';
import type { DatedItem, ProblemReason, ScanProblem } from './finding.ts';
import { type Comparing, newRow, notSeen, seenAgain } from './item-changes.ts';
import type { ItemRow } from './item-rows.ts';
import { type ItemChange, itemChanges, itemId } from './known-item.ts';
import type { ClusterLook, Scan } from './scan.ts';
import { lastScans, type ProblemRow, type SavedScan, type ScanRow } from './scan-store.ts';

/** What a saved scan has changed, in numbers; `changesOf(db, id)` has the things themselves. */
export interface ScanOutcome {
  id: string;
  changes: Readonly<Record<ItemChange, number>>;
  /** Things that no look found and of which nobody knows that they are gone. */
  stale: number;
  complete: boolean;
}

/** Rows at once, between which others get their turn: SQLite's part of it does not wait. */
const rowsAtOnce = 500;
const idsAtOnce = 2_000;
/** Gone things are kept this long for those who were told of them. */
const goneForMs = 60 * dayMs;

/**
 * Compares a scan with what is known and writes what has changed, in one transaction: a kill in the middle leaves the
 * scan before. What is as it was costs no write. Undefined, and nothing written, when a later scan is saved already.
 */
export async function saveScan(
  db: Kysely<Tables>,
  scan: Scan,
  finishedAt: Date,
): Promise<ScanOutcome | undefined> {
  for (;;) {
    const outcome = await trySave(db, scan, finishedAt);
    if (outcome !== 'again') return outcome;
  }
}

/** `again`: another process saved while this one compared. */
async function trySave(
  db: Kysely<Tables>,
  scan: Scan,
  finishedAt: Date,
): Promise<ScanOutcome | 'again' | undefined> {
  const comparing: Comparing = { id: newScanId(scan.scannedAt), startedAtMs: scan.scannedAt.getTime() };
  const before = await lastScans(db);
  if (before.some(({ startedAt }) => startedAt >= scan.scannedAt)) return undefined;
  const seen = await byId(scan.items);
  const problems = problemRows(scan.problems, comparing.startedAtMs);
  const { writes, stale } = await compare(db, scan, seen, comparing, before);
  const known = await problemIds(db);
  return db.transaction().execute(async (trx) => {
    if (JSON.stringify(await lastScans(trx)) !== JSON.stringify(before)) return 'again' as const;
    await inBatches(writes, (rows) => writeItems(trx, rows));
    await inBatches(
      problems.filter(({ id }) => !known.has(id)),
      (rows) => trx.insertInto('expiry_problems').values(rows).execute(),
    );
    const found = new Set(problems.map(({ id }) => id));
    await inBatches(
      [...known].filter((id) => !found.has(id)),
      (ids) => trx.deleteFrom('expiry_problems').where('id', 'in', ids).execute(),
    );
    await trx
      .deleteFrom('expiry_items')
      .where('gone_at', '<', finishedAt.getTime() - goneForMs)
      .execute();
    const rows = scan.looks.map((look) => scanRow(look, scan, comparing, finishedAt, stale));
    await trx.insertInto('expiry_scans').values(rows).execute();
    return outcomeOf(comparing.id, writes, rows);
  });
}

/** Sorts by time; the rest tells two processes apart. */
function newScanId(startedAt: Date): string {
  return `${startedAt.toISOString()}-${randomBytes(3).toString('hex')}`;
}

async function byId(items: readonly DatedItem[]): Promise<Map<string, DatedItem>> {
  const found = new Map<string, DatedItem>();
  for (const [at, item] of items.entries()) {
    found.set(itemId(item), item);
    if (at % idsAtOnce === idsAtOnce - 1) await letOthers();
  }
  return found;
}

/** Goes through all known things, and then through what is left of the scan: that is new. Empties `seen`. */
async function compare(
  db: Kysely<Tables>,
  { looks }: Scan,
  seen: Map<string, DatedItem>,
  scan: Comparing,
  before: readonly SavedScan[],
): Promise<{ writes: ItemRow[]; stale: Map<string, number> }> {
  const coverages = new Map(looks.map(({ cluster, coverage }) => [cluster, coverage]));
  const lastAtMs = new Map(before.map(({ cluster, startedAt }) => [cluster, startedAt.getTime()]));
  const writes: ItemRow[] = [];
  const stale = new Map<string, number>();
  for await (const row of knownRows(db)) {
    const item = seen.get(row.id);
    seen.delete(row.id);
    const fate = item ? undefined : fateAt(coverages, row);
    if (fate === 'stale' && row.gone_at === null) stale.set(row.cluster, (stale.get(row.cluster) ?? 0) + 1);
    const write = item
      ? seenAgain(row, item, scan)
      : notSeen(row, fate ?? 'stale', scan, lastAtMs.get(row.cluster));
    if (write) writes.push(write);
  }
  for (const [id, item] of seen) writes.push(newRow(id, item, scan));
  seen.clear();
  return { writes, stale };
}

/** A cluster that is not configured any more is gone with all that was in it. */
function fateAt(coverages: ReadonlyMap<string, Coverage | undefined>, row: ItemRow) {
  return coverages.has(row.cluster) ? fateOf(coverages.get(row.cluster), row) : 'gone';
}

async function* knownRows(db: Kysely<Tables>): AsyncGenerator<ItemRow> {
  let after = '';
  for (;;) {
    const rows = await db
      .selectFrom('expiry_items')
      .selectAll()
      .where('id', '>', after)
      .orderBy('id')
      .limit(idsAtOnce)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < idsAtOnce) return;
    after = last.id;
    await letOthers();
  }
}

async function writeItems(trx: Transaction<Tables>, rows: ItemRow[]): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).filter((column) => column !== 'id') as Exclude<keyof ItemRow, 'id'>[];
  await trx
    .insertInto('expiry_items')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet((by) =>
          Object.fromEntries(columns.map((column) => [column, by.ref(`excluded.${column}`)])),
        ),
    )
    .execute();
}

async function inBatches<T>(all: readonly T[], write: (batch: T[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += rowsAtOnce) {
    await write(all.slice(at, at + rowsAtOnce));
    await letOthers();
  }
}

function problemRows(problems: readonly ScanProblem[], atMs: number): ProblemRow[] {
  const rows = new Map<string, ProblemRow>();
  for (const { cluster, namespace, mount, path, reason, problem, owner = null } of problems) {
    const key = [cluster, namespace, mount, path, reason, problem, owner];
    const id = createHash('sha256').update(JSON.stringify(key)).digest('base64url').slice(0, 22);
    rows.set(id, { id, cluster, namespace, mount, path, reason, problem, owner, first_seen_at: atMs });
  }
  return [...rows.values()];
}

async function problemIds(db: Kysely<Tables>): Promise<Set<string>> {
  const rows = await db.selectFrom('expiry_problems').select('id').execute();
  return new Set(rows.map(({ id }) => id));
}

/** What does not keep a scan from being complete: the thing itself was looked at, or was deleted meanwhile. */
const lookedAt: ReadonlySet<ProblemReason> = new Set([
  'missingDate',
  'neverExpires',
  'unreadableDate',
  'gone',
]);

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

function outcomeOf(id: string, writes: readonly ItemRow[], rows: readonly ScanRow[]): ScanOutcome {
  const changes = Object.fromEntries(itemChanges.map((change) => [change, 0])) as Record<ItemChange, number>;
  for (const row of writes) if (row.changed_in === id) changes[row.last_change] += 1;
  return {
    id,
    changes,
    stale: rows.reduce((sum, row) => sum + row.stale, 0),
    complete: rows.every(({ complete }) => complete === 1),
  };
}
