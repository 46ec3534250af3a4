import type { IncidentPorts } from '../../../src/core/incidents/incident-desk.ts';
import { look, problem } from '../../helpers/incidents.ts';

export const second = 1_000;
export const minute = 60 * second;

/** What the outbox holds: where, under what, and what it says. */
export async function posts({ store }: IncidentPorts) {
  const rows = await store?.db
    .selectFrom('outbox_posts')
    .selectAll()
    .orderBy('enqueued_at')
    .orderBy('key')
    .execute();
  return (rows ?? []).map((row) => ({
    key: row.key,
    channel: row.channel,
    threadOf: row.thread_of,
    text: JSON.parse(row.message).text as string,
    json: row.message,
  }));
}

/** The messages of incidents. */
export const main = async (ports: IncidentPorts) =>
  (await posts(ports)).filter(({ threadOf }) => threadOf === null);
/** Replies to them. */
export const thread = async (ports: IncidentPorts) =>
  (await posts(ports)).filter(({ threadOf }) => threadOf !== null);

/** Rounds of looks, five seconds apart; each entry is what one of them sees. */
export async function looks(
  ports: IncidentPorts,
  fromMs: number,
  rounds: readonly (readonly ReturnType<typeof problem>[])[],
) {
  let at = fromMs;
  for (const problems of rounds) {
    await look(ports, at, problems);
    at += 5 * second;
  }
  return at;
}

/** Another node of the same cluster. */
export const other = problem({ node: 'https://vault-2.example.com:8200' });
