import type { Incident } from './incident.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { changeIncident, findIncident, incidentsInSummary } from './incident-store.ts';
import { moveTo } from './move-incident.ts';
import { burstMs, roomIn } from './place-incidents.ts';
import { showIncident } from './post-incident.ts';
import { changeSummary, quietSummaries } from './summary-store.ts';
import { dueAt } from './timings.ts';

/**
 * Once a flood is over, what is left of it gets messages of its own, with buttons: as soon as all of them fit. Nobody
 * is called again; the summary keeps those that ended in it.
 */
export async function leaveSummaries(desk: IncidentDesk, now: number): Promise<void> {
  const { db } = desk.store;
  for (const { id } of await quietSummaries(db, now - burstMs))
    await db.transaction().execute(async (trx) => {
      const open = (await incidentsInSummary(trx, id)).filter(({ state }) => state === 'open');
      const channel = open[0]?.told?.channel;
      if (channel === undefined || open.length > (await roomIn(trx, channel, now))) return;
      for (const before of open) {
        const incident = outOfSummary(before, channel);
        if (await changeIncident(trx, incident, dueAt(incident, desk.timings)))
          await showIncident(trx, desk, incident, { now, urgent: false });
      }
      await changeSummary(trx, id, { due_at: now });
    });
}

/** Why an incident does not leave its summary: it is over, has left it, or is not kept any more. */
export type StaysWhy = 'over' | 'left' | 'gone';

/**
 * Gives one incident a message of its own at once, with its buttons, since somebody wants to do something about it.
 *
 * @returns the summary that it has left
 */
export async function leaveSummary(
  desk: IncidentDesk,
  id: string,
  now: number,
): Promise<{ summary: string } | { stays: StaysWhy }> {
  return await desk.store.db.transaction().execute(async (trx) => {
    const before = await findIncident(trx, id);
    if (!before?.told) return { stays: 'gone' };
    const { channel, summary } = before.told;
    if (before.state === 'over') return { stays: 'over' };
    if (summary === undefined) return { stays: 'left' };
    const incident = outOfSummary(before, channel);
    if (!(await changeIncident(trx, incident, dueAt(incident, desk.timings)))) return { stays: 'left' };
    await showIncident(trx, desk, incident, { now, urgent: false });
    await changeSummary(trx, summary, { due_at: now });
    return { summary };
  });
}

function outOfSummary(before: Incident, channel: string): Incident {
  const moved = moveTo(before, channel);
  return moved.told ? { ...moved, told: { ...moved.told, called: true } } : moved;
}
