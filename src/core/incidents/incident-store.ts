import type { Kysely, Selectable } from 'kysely';
import type { Retention } from '../../store/retention.ts';
import type { Tables } from '../../store/store.ts';
import type { Incident } from './incident.ts';
import { placeKey } from './open-incident.ts';

declare module '../../store/store.ts' {
  interface Tables {
    incidents: IncidentRow;
  }
}

/** One incident: what is asked for in columns, the rest as JSON. Times are Unix milliseconds. */
export interface IncidentRow {
  id: string;
  source: string;
  rule: string;
  cluster: string;
  /** What the next incident of the same rule in the same place has, too. */
  place: string;
  /** The same while the incident is open, else null: a place has one open incident. */
  open_place: string | null;
  severity: Incident['severity'];
  opened_at: number;
  over_at: number | null;
  channel: string | null;
  /** The outbox's key of its own message; null when it is told in a summary, or nowhere. */
  post_key: string | null;
  summary: string | null;
  /** When something is to be done that no look brings about: an edit, a question, the end of a mute. */
  due_at: number | null;
  /** Counts changes; a change holds only for the revision that was read. */
  revision: number;
  /** JSON of the whole Incident. */
  details: string;
}

type Db = Kysely<Tables>;

function toIncident({ details, revision }: Pick<Selectable<IncidentRow>, 'details' | 'revision'>): Incident {
  return { ...(JSON.parse(details) as Incident), revision };
}

function toRow(incident: Incident, dueAt: number | undefined): IncidentRow {
  const { id, source, rule, cluster, severity, state, told, revision } = incident;
  const place = placeKey(incident);
  return {
    id,
    source,
    rule,
    cluster,
    place,
    open_place: state === 'open' ? place : null,
    severity,
    opened_at: incident.openedAt,
    over_at: incident.overAt ?? null,
    channel: told?.channel ?? null,
    post_key: told && told.summary === undefined ? told.key : null,
    summary: told?.summary ?? null,
    due_at: dueAt ?? null,
    revision: revision + 1,
    details: JSON.stringify(incident),
  };
}

/** A new incident. False, and nothing is stored, when its place has an open one. */
export async function addIncident(trx: Db, incident: Incident, dueAt: number | undefined): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('incidents')
    .values(toRow(incident, dueAt))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Writes a change of the incident that was read. False, and nothing is written, when somebody was faster. */
export async function changeIncident(
  trx: Db,
  incident: Incident,
  dueAt: number | undefined,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('incidents')
    .set(toRow(incident, dueAt))
    .where('id', '=', incident.id)
    .where('revision', '=', incident.revision)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** All open incidents, of one source or of all, oldest first. */
export async function openRows(db: Db, source?: string): Promise<Incident[]> {
  const rows = await db
    .selectFrom('incidents')
    .select(['details', 'revision'])
    .where('over_at', 'is', null)
    .$if(source !== undefined, (query) => query.where('source', '=', source ?? ''))
    .orderBy('opened_at')
    .orderBy('id')
    .execute();
  return rows.map(toIncident);
}

export async function findIncident(db: Db, id: string): Promise<Incident | undefined> {
  const row = await db
    .selectFrom('incidents')
    .select(['details', 'revision'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toIncident(row);
}

/** The newest incident of a place, open or over. */
export async function newestAt(db: Db, place: string): Promise<Incident | undefined> {
  const row = await db
    .selectFrom('incidents')
    .select(['details', 'revision'])
    .where('place', '=', place)
    .orderBy('opened_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toIncident(row);
}

/** The newest incident of a cluster that is over. */
export async function lastOver(db: Db, cluster: string): Promise<Incident | undefined> {
  const row = await db
    .selectFrom('incidents')
    .select(['details', 'revision'])
    .where('cluster', '=', cluster)
    .where('over_at', 'is not', null)
    .orderBy('over_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toIncident(row);
}

/** Incidents with something to do, longest due first. */
export async function dueIncidents(db: Db, now: number, limit: number): Promise<Incident[]> {
  const rows = await db
    .selectFrom('incidents')
    .select(['details', 'revision'])
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map(toIncident);
}

/** Open incidents whose message Slack refuses, but those that are in the fallback channel already. */
export async function refusedIncidents(db: Db, fallback: string): Promise<string[]> {
  const rows = await db
    .selectFrom('incidents')
    .innerJoin('outbox_posts', 'outbox_posts.key', 'incidents.post_key')
    .select('incidents.id')
    .where('incidents.over_at', 'is', null)
    .where('incidents.channel', '!=', fallback)
    .where('outbox_posts.state', '=', 'failed')
    .execute();
  return rows.map(({ id }) => id);
}

export async function incidentsInSummary(db: Db, summary: string): Promise<Incident[]> {
  const rows = await db
    .selectFrom('incidents')
    .select(['details', 'revision'])
    .where('summary', '=', summary)
    .orderBy('opened_at')
    .orderBy('id')
    .execute();
  return rows.map(toIncident);
}

/** Retention: incidents that are over. */
export const incidentRetention: Retention = {
  name: 'past incidents',
  async deleteBefore(db, before) {
    const { numDeletedRows } = await db
      .deleteFrom('incidents')
      .where('over_at', '<', before.getTime())
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};
