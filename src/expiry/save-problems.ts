import { createHash } from 'node:crypto';
import { setImmediate as letOthers } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { inChunks } from '../lib/in-chunks.ts';
import type { Tables } from '../store/store.ts';
import type { ScanProblem } from './finding.ts';
import type { ProblemRow } from './problem-store.ts';

type Db = Kysely<Tables>;

/** Others get their turn after each so many. */
const rowsAtOnce = 500;
const idsAtOnce = 2_000;

/**
 * Keeps the problems of the last scan; those that were there before keep the time at which they began. There may be
 * one for each of 100,000 secrets: everything goes in pieces.
 */
export async function saveProblems(db: Db, problems: readonly ScanProblem[], atMs: number): Promise<void> {
  const fresh = await problemRows(problems, atMs);
  for await (const ids of knownIds(db)) {
    const over: string[] = [];
    for (const id of ids) if (!fresh.delete(id)) over.push(id);
    for (const some of inChunks(over, rowsAtOnce)) {
      await db.deleteFrom('expiry_problems').where('id', 'in', some).execute();
      await letOthers();
    }
  }
  for (const rows of inChunks([...fresh.values()], rowsAtOnce)) {
    await db.insertInto('expiry_problems').values(rows).execute();
    await letOthers();
  }
}

async function* knownIds(db: Db): AsyncGenerator<string[]> {
  for (let after = ''; ; ) {
    const rows = await db
      .selectFrom('expiry_problems')
      .select('id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(idsAtOnce)
      .execute();
    yield rows.map(({ id }) => id);
    const last = rows.at(-1);
    if (!last || rows.length < idsAtOnce) return;
    after = last.id;
    await letOthers();
  }
}

/** By id. */
async function problemRows(problems: readonly ScanProblem[], atMs: number): Promise<Map<string, ProblemRow>> {
  const rows = new Map<string, ProblemRow>();
  for (const [at, problem] of problems.entries()) {
    if (at % rowsAtOnce === rowsAtOnce - 1) await letOthers();
    const row = problemRow(problem, atMs);
    rows.set(row.id, row);
  }
  return rows;
}

function problemRow(found: ScanProblem, atMs: number): ProblemRow {
  const { cluster, namespace, mount, path, reason, problem, owner = null } = found;
  const key = [cluster, namespace, mount, path, reason, problem, owner];
  const id = createHash('sha256').update(JSON.stringify(key)).digest('base64url').slice(0, 22);
  return { id, cluster, namespace, mount, path, reason, problem, owner, first_seen_at: atMs };
}
