import type { Kysely } from 'kysely';
import type { Message } from '../../slack/message.ts';
import type { Tables } from '../../store/store.ts';
import { type Incident, isMuted, type News, worstOf } from './incident.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { incidentMessage } from './incident-message.ts';
import { incidentsInSummary } from './incident-store.ts';
import type { Response } from './respond.ts';
import { calledFor } from './route.ts';
import { summaryMessage } from './summary-message.ts';
import { changeSummary, findSummary, type SummaryRow, summaryKey } from './summary-store.ts';
import { type AskEnd, answeredMessage, askMessage, newsMessage, responseMessage } from './thread-message.ts';

type Db = Kysely<Tables>;

/**
 * All that incidents say goes through the outbox, in the transaction of the change that it tells of: a kill leaves
 * both or neither, and what is said twice is one key.
 */
export async function showIncident(
  trx: Db,
  desk: IncidentDesk,
  incident: Incident,
  options: { now: number; urgent: boolean },
): Promise<void> {
  const { told } = incident;
  if (!told) return;
  if (told.summary !== undefined) {
    const { summary: id } = told;
    const summary = await findSummary(trx, id);
    const showAt = Math.min(
      summary?.due_at ?? Number.MAX_SAFE_INTEGER,
      options.now + desk.timings.editAfterMs,
    );
    return changeSummary(trx, id, { due_at: showAt });
  }
  const context = { config: desk.config, now: options.now, workspaceUrl: desk.workspaceUrl() };
  const message = incidentMessage(incident, context);
  const post = {
    key: told.key,
    destination: { channel: told.channel },
    message,
    dueAt: new Date(incident.openedAt),
  };
  await desk.outbox.enqueue(post, trx);
  await desk.outbox.update(told.key, message, trx, { urgent: options.urgent });
}

/** Shows a summary as its incidents are now. */
export async function showSummary(
  trx: Db,
  desk: IncidentDesk,
  summary: SummaryRow,
  now: number,
): Promise<void> {
  const incidents = await incidentsInSummary(trx, summary.id);
  const message = summaryMessage(summary.id, incidents, desk.config);
  const key = summaryKey(summary.id);
  const destination = { channel: summary.channel };
  await desk.outbox.enqueue({ key, destination, message, dueAt: new Date(summary.opened_at) }, trx);
  await desk.outbox.update(key, message, trx);
  const worst = worstOf(incidents.flatMap((one) => (one.state === 'open' ? [one.severity] : [])));
  await changeSummary(trx, summary.id, {
    due_at: null,
    ...(worst && !summary.called ? { called: worst } : {}),
  });
  // Nobody is called by an edit: what became critical calls from the thread, once.
  if (worst === 'critical' && summary.called !== null && summary.called !== 'critical') {
    const called = calledFor('critical', desk.config);
    await changeSummary(trx, summary.id, { called: 'critical' });
    const [incident] = incidents.filter((one) => one.severity === 'critical' && one.state === 'open');
    if (called.length === 0 || !incident) return;
    const news = newsMessage(incident, [{ kind: 'worse', severity: 'critical' }], desk.config);
    const reply = { key: `${key}:critical`, destination, threadOf: key, message: news, dueAt: new Date(now) };
    await desk.outbox.enqueue(reply, trx);
  }
}

/** What a round brought goes into the thread; a muted incident is quiet until it is over. */
export async function tellNews(
  trx: Db,
  desk: IncidentDesk,
  incident: Incident,
  news: readonly News[],
  now: number,
): Promise<void> {
  const told = news.filter(({ kind }) => kind === 'over' || (kind !== 'opened' && !isMuted(incident, now)));
  // A summary has its own lines; a reply for each of its incidents would be the flood that it stands for.
  if (told.length === 0 || incident.told?.summary !== undefined) return;
  await reply(
    trx,
    desk,
    incident,
    `news:${incident.revision}`,
    newsMessage(incident, told, desk.config),
    now,
  );
}

/** What a person did goes into the thread. */
export async function tellResponse(
  trx: Db,
  desk: IncidentDesk,
  incident: Incident,
  response: Response,
  now: number,
): Promise<void> {
  await reply(trx, desk, incident, `response:${incident.revision}`, responseMessage(response), now);
}

/** Asks whoever is on it, in the thread. */
export async function ask(trx: Db, desk: IncidentDesk, incident: Incident, now: number): Promise<void> {
  await reply(trx, desk, incident, askKey(incident), askMessage(incident), now);
}

/** Puts the answer in the place of the question, if there is one. */
export async function settleAsk(trx: Db, desk: IncidentDesk, asked: Incident, end: AskEnd): Promise<void> {
  const { told, taken } = asked;
  if (!told || taken.askedAt === undefined || taken.by === undefined) return;
  await desk.outbox.update(`${told.key}:${askKey(asked)}`, answeredMessage(taken.by, end), trx);
}

function askKey({ taken }: Incident): string {
  return `ask:${taken.turn}:${taken.askedAt}`;
}

async function reply(
  trx: Db,
  desk: IncidentDesk,
  { told }: Incident,
  what: string,
  message: Message,
  now: number,
): Promise<void> {
  if (!told) return;
  const { key, channel } = told;
  await desk.outbox.enqueue(
    {
      key: `${key}:${what}`,
      destination: { channel },
      threadOf: key,
      message,
      dueAt: new Date(now),
    },
    trx,
  );
}
