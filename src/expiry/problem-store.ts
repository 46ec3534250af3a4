import { setImmediate as letOthers } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Tables } from '../store/store.ts';
import type { ProblemReason, ScanProblem } from './finding.ts';

declare module '../store/store.ts' {
  interface Tables {
    expiry_problems: ProblemRow;
  }
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
  /** Unix milliseconds. */
  first_seen_at: number;
}

export interface KnownProblem extends ScanProblem {
  firstSeenAtMs: number;
}

/** Which problems; what is left out does not matter. */
export interface ProblemFilter {
  cluster?: string;
  /** Only those that name one of these. */
  owners?: readonly string[];
  /** No more than so many. */
  limit?: number;
  isWanted?: (problem: KnownProblem) => boolean;
}

type Db = Kysely<Tables>;

/** Others get their turn after each so many. */
const rowsAtOnce = 2_000;

/** Problems of the last scans, by place. There may be one for each of 100,000 secrets: read in pieces. */
export async function readProblems(db: Db, filter: ProblemFilter = {}): Promise<KnownProblem[]> {
  const { limit = Number.POSITIVE_INFINITY, isWanted = () => true } = filter;
  const found: KnownProblem[] = [];
  for (let after: ProblemRow | undefined; found.length < limit; ) {
    const rows: ProblemRow[] = await pieceAfter(db, filter, after);
    for (const row of rows) {
      const problem = toKnownProblem(row);
      if (found.length < limit && isWanted(problem)) found.push(problem);
    }
    after = rows.at(-1);
    if (rows.length < rowsAtOnce) break;
    await letOthers();
  }
  return found;
}

/** By place and id, from after this row on. The place is indexed: a piece costs the same wherever it is. */
function pieceAfter(
  db: Db,
  { cluster, owners }: ProblemFilter,
  after: ProblemRow | undefined,
): Promise<ProblemRow[]> {
  let query = db
    .selectFrom('expiry_problems')
    .selectAll()
    .orderBy('cluster')
    .orderBy('namespace')
    .orderBy('mount')
    .orderBy('path')
    .orderBy('id');
  if (cluster !== undefined) query = query.where('cluster', '=', cluster);
  if (owners !== undefined) query = query.where('owner', 'in', [...owners]);
  if (after !== undefined)
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('cluster', 'namespace', 'mount', 'path', 'id'),
        '>',
        tuple(after.cluster, after.namespace, after.mount, after.path, after.id),
      ),
    );
  return query.limit(rowsAtOnce).execute();
}

function toKnownProblem({ id: _, owner, first_seen_at, ...problem }: ProblemRow): KnownProblem {
  return { ...problem, owner: owner ?? undefined, firstSeenAtMs: first_seen_at };
}
