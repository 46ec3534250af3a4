import type { Kysely } from 'kysely';
import type { Retention } from '../../store/retention.ts';
import type { Tables } from '../../store/store.ts';
import type { Severity } from './problem.ts';

declare module '../../store/store.ts' {
  interface Tables {
    incident_summaries: SummaryRow;
  }
}

/** One message for the incidents of a channel that come too many at once. Times are Unix milliseconds. */
export interface SummaryRow {
  id: string;
  channel: string;
  opened_at: number;
  /** When the newest incident joined. */
  joined_at: number;
  /** The worst severity for which somebody was mentioned. */
  called: Severity | null;
  /** When a change that can wait is shown. */
  due_at: number | null;
}

type Db = Kysely<Tables>;

export function summaryKey(id: string): string {
  return `incident-summary:${id}`;
}

export async function addSummary(trx: Db, row: SummaryRow): Promise<void> {
  await trx.insertInto('incident_summaries').values(row).execute();
}

export async function changeSummary(trx: Db, id: string, changes: Partial<SummaryRow>): Promise<void> {
  await trx.updateTable('incident_summaries').set(changes).where('id', '=', id).execute();
}

export async function findSummary(db: Db, id: string): Promise<SummaryRow | undefined> {
  return await db.selectFrom('incident_summaries').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The summary of a channel that incidents still join. */
export async function growingSummary(
  db: Db,
  channel: string,
  since: number,
): Promise<SummaryRow | undefined> {
  return await db
    .selectFrom('incident_summaries')
    .selectAll()
    .where('channel', '=', channel)
    .where('joined_at', '>', since)
    .orderBy('joined_at', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Summaries that nothing has joined since then, and that still have an open incident. */
export async function quietSummaries(db: Db, since: number): Promise<SummaryRow[]> {
  return await db
    .selectFrom('incident_summaries')
    .selectAll()
    .where('joined_at', '<=', since)
    .where('id', 'in', (inner) =>
      inner
        .selectFrom('incidents')
        .select('incidents.summary')
        .where('incidents.over_at', 'is', null)
        .where('incidents.summary', 'is not', null)
        .$castTo<{ summary: string }>(),
    )
    .execute();
}

export async function dueSummaries(db: Db, now: number): Promise<SummaryRow[]> {
  return await db.selectFrom('incident_summaries').selectAll().where('due_at', '<=', now).execute();
}

export const summaryRetention: Retention = {
  name: 'past summaries of incidents',
  async deleteBefore(db, before) {
    const { numDeletedRows } = await db
      .deleteFrom('incident_summaries')
      .where('joined_at', '<', before.getTime())
      .where((by) =>
        by.not(
          by.exists(
            by
              .selectFrom('incidents')
              .select('incidents.id')
              .whereRef('incidents.summary', '=', 'incident_summaries.id'),
          ),
        ),
      )
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};
