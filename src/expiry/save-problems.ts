import { createHash } from 'node:crypto';
import { setImmediate as letOthers } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Tables } from '../store/store.ts';
import type { ScanProblem } from './finding.ts';
import type { ProblemRow } from './scan-store.ts';

const rowsAtOnce = 500;

/** Keeps the problems of the last scan; those that were there before keep the time at which they began. */
export async function saveProblems(
  db: Kysely<Tables>,
  problems: readonly ScanProblem[],
  atMs: number,
): Promise<void> {
  const rows = problemRows(problems, atMs);
  const known = new Set((await db.selectFrom('expiry_problems').select('id').execute()).map(({ id }) => id));
  const fresh = [...rows.values()].filter(({ id }) => !known.has(id));
  for (let at = 0; at < fresh.length; at += rowsAtOnce) {
    await db
      .insertInto('expiry_problems')
      .values(fresh.slice(at, at + rowsAtOnce))
      .execute();
    await letOthers();
  }
  const over = [...known].filter((id) => !rows.has(id));
  for (let at = 0; at < over.length; at += rowsAtOnce) {
    await db
      .deleteFrom('expiry_problems')
      .where('id', 'in', over.slice(at, at + rowsAtOnce))
      .execute();
    await letOthers();
  }
}

function problemRows(problems: readonly ScanProblem[], atMs: number): Map<string, ProblemRow> {
  const rows = new Map<string, ProblemRow>();
  for (const { cluster, namespace, mount, path, reason, problem, owner = null } of problems) {
    const key = [cluster, namespace, mount, path, reason, problem, owner];
    const id = createHash('sha256').update(JSON.stringify(key)).digest('base64url').slice(0, 22);
    rows.set(id, { id, cluster, namespace, mount, path, reason, problem, owner, first_seen_at: atMs });
  }
  return rows;
}
