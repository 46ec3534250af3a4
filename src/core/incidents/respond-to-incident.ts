import type { Text } from '../../slack/blocks.ts';
import type { Incident } from './incident.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { changeIncident, findIncident } from './incident-store.ts';
import { refusalText } from './incident-words.ts';
import { settleAsk, showIncident, tellResponse } from './post-incident.ts';
import type { Outcome, Response } from './respond.ts';
import { dueAt } from './timings.ts';

/**
 * Somebody clicked: the change, the message and the thread in one transaction, shown at once.
 *
 * @param respond one of `respond.ts`
 * @returns what to tell the person when nothing was done
 */
export async function respondToIncident(
  desk: IncidentDesk,
  id: string,
  respond: (incident: Incident) => Outcome,
  now: Date,
): Promise<Text | undefined> {
  return await desk.store.db.transaction().execute(async (trx) => {
    const before = await findIncident(trx, id);
    if (!before) return 'This incident is not kept any more.';
    const outcome = respond(before);
    if ('refusal' in outcome) return refusalText(outcome.refusal);
    const { response } = outcome;
    const incident = { ...outcome.incident, showAt: undefined };
    if (!(await changeIncident(trx, incident, dueAt(incident, desk.timings))))
      return refusalText({ why: 'faster', by: undefined });
    await showIncident(trx, desk, incident, { now: now.getTime(), urgent: true });
    // The answer to a question stands in its place.
    const answer = answerOf(response);
    if (answer) await settleAsk(trx, desk, before, answer);
    if (response.kind !== 'confirmed') await tellResponse(trx, desk, incident, response, now.getTime());
    return undefined;
  });
}

function answerOf({ kind }: Response): 'taken' | 'confirmed' | 'handed-back' | undefined {
  return kind === 'taken' || kind === 'confirmed' || kind === 'handed-back' ? kind : undefined;
}
