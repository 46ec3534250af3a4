import type { Kysely } from 'kysely';
import { withdrawRefused } from '../../slack/outbox-store.ts';
import type { Tables } from '../../store/store.ts';
import type { Step } from './advance-incident.ts';
import type { Incident } from './incident.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { movedMessage } from './incident-message.ts';
import { changeIncident, findIncident, refusedIncidents } from './incident-store.ts';
import { showIncident } from './post-incident.ts';
import { channelFor, fallbackChannel } from './route.ts';
import { dueAt } from './timings.ts';

type Db = Kysely<Tables>;

/** The incident told in another channel from now on, by a message of its own that calls whoever is on call. */
export function moveTo(incident: Incident, channel: string, meantFor?: string): Incident {
  const { taken } = incident;
  return {
    ...incident,
    openedAs: incident.severity,
    showAt: undefined,
    told: { channel, key: `incident:${incident.id}:${incident.revision}`, meantFor },
    // A question in the old thread may stay unseen, so it is asked again.
    taken: taken.askedAt === undefined ? taken : { ...taken, at: taken.askedAt, askedAt: undefined },
  };
}

/** Where an incident that got worse belongs now; undefined when it may stay. Those in a summary stay in it. */
export function newChannel({ incident, news }: Step, { config }: IncidentDesk): string | undefined {
  const { told } = incident;
  if (!told || told.summary !== undefined || !news.some(({ kind }) => kind === 'worse')) return undefined;
  const channel = channelFor(incident, config);
  return channel === told.channel ? undefined : channel;
}

/** Moves an incident that got worse; its old message says where it goes on. */
export async function moveWorse(
  trx: Db,
  desk: IncidentDesk,
  before: Incident,
  channel: string,
  now: number,
): Promise<void> {
  const incident = moveTo(before, channel);
  if (!(await changeIncident(trx, incident, dueAt(incident, desk.timings)))) return;
  if (before.told) await desk.outbox.update(before.told.key, movedMessage(before, channel), trx);
  await showIncident(trx, desk, incident, { now, urgent: false });
}

/**
 * Tells in the fallback channel what Slack does not take elsewhere: a route's channel was archived, or the bot is not
 * in it. The refused post is taken back, so that it does not come late beside the other.
 */
export async function rescueRefused(desk: IncidentDesk, now: number): Promise<void> {
  const fallback = fallbackChannel(desk.config);
  const { db } = desk.store;
  if (fallback === undefined) return;
  for (const id of await refusedIncidents(db, fallback))
    await db.transaction().execute(async (trx) => {
      const before = await findIncident(trx, id);
      if (!before?.told || !(await withdrawRefused(trx, before.told.key, new Date(now)))) return;
      const incident = moveTo(before, fallback, before.told.channel);
      if (await changeIncident(trx, incident, dueAt(incident, desk.timings)))
        await showIncident(trx, desk, incident, { now, urgent: false });
    });
}
