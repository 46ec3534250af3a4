import { toRfc3339 } from '../../lib/times.ts';
import { type Incident, isMuted } from './incident.ts';
import type { IncidentPorts } from './incident-desk.ts';
import { lastOver, openRows } from './incident-store.ts';
import type { Severity } from './problem.ts';

/** An incident for those who list them. */
export interface IncidentBrief {
  id: string;
  rule: string;
  title: string;
  severity: Severity;
  cluster: string;
  /** RFC 3339, UTC. */
  since: string;
  /** Null while it is open. */
  overAt: string | null;
  /** Slack user ids. */
  takenBy: string | null;
  mutedBy: string | null;
}

/** All open incidents of all sources, oldest first; in a terminal without a store none. */
export async function openIncidents(
  ports: Pick<IncidentPorts, 'store'>,
  now: Date,
): Promise<IncidentBrief[]> {
  if (!ports.store) return [];
  return (await openRows(ports.store.db)).map((incident) => briefOf(incident, now));
}

/** The last incident of a cluster that is over ('' is the bot's own view); undefined when there was none. */
export async function lastIncident(
  ports: Pick<IncidentPorts, 'store'>,
  cluster: string,
  now: Date,
): Promise<IncidentBrief | undefined> {
  const incident = ports.store && (await lastOver(ports.store.db, cluster));
  return incident && briefOf(incident, now);
}

function briefOf(incident: Incident, now: Date): IncidentBrief {
  const { id, rule, guide, severity, cluster, since, overAt, taken, muted } = incident;
  return {
    id,
    rule,
    title: guide.title,
    severity,
    cluster,
    since: toRfc3339(new Date(since)),
    overAt: overAt === undefined ? null : toRfc3339(new Date(overAt)),
    takenBy: taken.by ?? null,
    mutedBy: isMuted(incident, now.getTime()) ? (muted.by ?? null) : null,
  };
}
