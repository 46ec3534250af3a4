import type { Incident } from './incident.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { changeIncident, dueIncidents } from './incident-store.ts';
import { ask, settleAsk, showIncident, showSummary, tellResponse } from './post-incident.ts';
import { dueSummaries } from './summary-store.ts';
import { askDueAt, dueAt, muteEnd, releaseDueAt, type Timings } from './timings.ts';

/** At most so many at once, so that no transaction gets long; the rest comes with the next round. */
const batch = 100;

/** What time alone brings: edits that waited, the question whether somebody is still on it, the end of a mute. */
export async function tendDue(desk: IncidentDesk, now: number): Promise<void> {
  const { db } = desk.store;
  const [incidents, summaries] = [await dueIncidents(db, now, 1), await dueSummaries(db, now)];
  if (incidents.length === 0 && summaries.length === 0) return;
  await db.transaction().execute(async (trx) => {
    for (const before of await dueIncidents(trx, now, batch)) {
      const { incident, asks, released } = tend(before, now, desk.timings);
      if (!(await changeIncident(trx, incident, dueAt(incident, desk.timings)))) continue;
      await showIncident(trx, desk, incident, { now, urgent: false });
      if (asks) await ask(trx, desk, incident, now);
      if (released === undefined) continue;
      await settleAsk(trx, desk, before, 'unanswered');
      await tellResponse(trx, desk, incident, { kind: 'released', by: released }, now);
    }
    for (const summary of await dueSummaries(trx, now)) await showSummary(trx, desk, summary, now);
  });
}

/** What is due of one incident. Pure. */
export function tend(
  before: Incident,
  now: number,
  timings: Timings,
): { incident: Incident; asks: boolean; released: string | undefined } {
  const isDue = (at: number | undefined): boolean => at !== undefined && at <= now;
  const asks = isDue(askDueAt(before, timings));
  const released = isDue(releaseDueAt(before, timings)) ? before.taken.by : undefined;
  const { taken, muted } = before;
  return {
    incident: {
      ...before,
      showAt: isDue(before.showAt) ? undefined : before.showAt,
      ...(asks ? { taken: { ...taken, askedAt: now } } : {}),
      ...(released === undefined ? {} : { taken: { turn: taken.turn + 1 } }),
      ...(isDue(muteEnd(before)) ? { muted: { turn: muted.turn + 1 } } : {}),
    },
    asks,
    released,
  };
}
