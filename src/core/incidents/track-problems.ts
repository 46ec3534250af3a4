import type { Kysely } from 'kysely';
import { newReference } from '../../lib/reference.ts';
import { readPlace } from '../../slack/outbox-store.ts';
import type { Tables } from '../../store/store.ts';
import { advanceIncident, type Step } from './advance-incident.ts';
import type { Incident } from './incident.ts';
import { type IncidentDesk, type IncidentPorts, incidentDesk } from './incident-desk.ts';
import { addIncident, changeIncident, newestAt, openRows } from './incident-store.ts';
import { moveWorse, newChannel } from './move-incident.ts';
import { guideOf, openIncident, placeKey } from './open-incident.ts';
import { placeIncidents } from './place-incidents.ts';
import { type NewGroup, planRound } from './plan-round.ts';
import { settleAsk, showIncident, tellNews } from './post-incident.ts';
import type { ProblemRound } from './problem.ts';
import { tendDue } from './tend-incidents.ts';
import { dueAt } from './timings.ts';

type Db = Kysely<Tables>;

/**
 * Takes what a source sees now: opens, changes, ends and reopens its incidents, and brings their messages up to date.
 * Called after every round of looks, by any number of processes on one store. A round that changes nothing costs
 * three indexed reads and no write; one that does is one transaction with its posts in it.
 */
export async function trackProblems(ports: IncidentPorts, round: ProblemRound): Promise<void> {
  const desk = incidentDesk(ports);
  const { db } = desk.store;
  const plan = planRound(await openRows(db, round.source), round, desk.config, desk.timings);
  if (plan.steps.length > 0 || plan.groups.length > 0) {
    const opened = await db.transaction().execute((trx) => carryOut(trx, desk, round));
    for (const { rule, severity } of opened)
      desk.metrics?.count('vault_steward_incidents_total', { rule, severity });
  }
  await tendDue(desk, round.now.getTime());
}

/** Plans again, on what is stored now: another process may have been faster. @returns the new incidents */
async function carryOut(trx: Db, desk: IncidentDesk, round: ProblemRound): Promise<Incident[]> {
  const now = round.now.getTime();
  const { steps, groups } = planRound(await openRows(trx, round.source), round, desk.config, desk.timings);
  for (const step of steps) await saveStep(trx, desk, step, now);
  const fresh: Incident[] = [];
  for (const group of groups) {
    const last = await newestAt(trx, placeKey(group));
    const again = last && comesBack(last, group, now, desk);
    if (again) await saveStep(trx, desk, again, now);
    else fresh.push(await freshIncident(trx, desk, round, group, last));
  }
  const placed = await placeIncidents(trx, desk, fresh, now);
  const opened: Incident[] = [];
  for (const incident of placed) {
    if (!(await addIncident(trx, incident, dueAt(incident, desk.timings)))) continue;
    await showIncident(trx, desk, incident, { now, urgent: false });
    opened.push(incident);
  }
  return opened;
}

async function saveStep(trx: Db, desk: IncidentDesk, step: Step, now: number): Promise<void> {
  const channel = newChannel(step, desk);
  if (channel !== undefined) return moveWorse(trx, desk, step.incident, channel, now);
  const incident = step.urgent ? { ...step.incident, showAt: undefined } : step.incident;
  if (!(await changeIncident(trx, incident, dueAt(incident, desk.timings)))) return;
  if (step.urgent) await showIncident(trx, desk, incident, { now, urgent: false });
  await tellNews(trx, desk, incident, step.news, now);
  if (step.asked) await settleAsk(trx, desk, step.asked, 'over');
}

/** The same trouble soon after its end is the same incident. */
function comesBack(
  last: Incident,
  group: NewGroup,
  now: number,
  { timings }: IncidentDesk,
): Step | undefined {
  if (last.overAt === undefined || last.overAt < now - timings.reopenWithinMs) return undefined;
  return advanceIncident(last, group.problems, now, timings);
}

async function freshIncident(
  trx: Db,
  desk: IncidentDesk,
  round: ProblemRound,
  group: NewGroup,
  last: Incident | undefined,
): Promise<Incident> {
  const { source, rule, cluster, area } = group;
  const incident = openIncident(newReference(), { source, rule, cluster, area }, group.problems, {
    guide: guideOf(rule, round.guides),
    last,
    now: round.now.getTime(),
    rules: desk.timings,
  });
  const place = last?.told && (await readPlace(trx, last.told.key));
  return incident.last && place ? { ...incident, last: { ...incident.last, ...place } } : incident;
}
