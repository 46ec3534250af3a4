import type { Kysely } from 'kysely';
import { newReference } from '../../lib/reference.ts';
import { minuteMs } from '../../lib/times.ts';
import { countWaiting } from '../../slack/outbox-store.ts';
import type { Tables } from '../../store/store.ts';
import { type Incident, severities } from './incident.ts';
import { countMessages } from './incident-counts.ts';
import type { IncidentDesk } from './incident-desk.ts';
import { channelFor } from './route.ts';
import { addSummary, changeSummary, growingSummary, summaryKey } from './summary-store.ts';

/**
 * A channel takes so many messages of incidents in a while, or so many that wait for Slack. What is more shares a
 * summary: all of them can then be brought to their end within two minutes, at Slack's 50 edits a minute.
 */
export const mostMessages = 20;
export const burstMs = 5 * minuteMs;

/** For how many more messages of incidents there is room in a channel. */
export async function roomIn(trx: Kysely<Tables>, channel: string, now: number): Promise<number> {
  const recent = await countMessages(trx, channel, now - burstMs);
  const waiting = await countWaiting(trx, channel);
  return Math.max(0, mostMessages - Math.max(recent, waiting));
}

/**
 * Says where each new incident is told: in a message of its own or, when too many come at once, in the channel's
 * summary. Critical ones get their own message first.
 */
export async function placeIncidents(
  trx: Kysely<Tables>,
  desk: IncidentDesk,
  incidents: readonly Incident[],
  now: number,
): Promise<Incident[]> {
  const byChannel = new Map<string | undefined, Incident[]>();
  for (const incident of incidents) {
    const channel = channelFor(incident, desk.config);
    byChannel.set(channel, [...(byChannel.get(channel) ?? []), incident]);
  }
  const placed: Incident[] = [];
  for (const [channel, group] of byChannel) {
    if (channel === undefined) placed.push(...group);
    else placed.push(...(await placeInChannel(trx, channel, group, now)));
  }
  return placed;
}

async function placeInChannel(
  trx: Kysely<Tables>,
  channel: string,
  incidents: readonly Incident[],
  now: number,
): Promise<Incident[]> {
  const { own, shared } = shareOut(incidents, await roomIn(trx, channel, now));
  const alone = own.map((one) => ({ ...one, told: { channel, key: `incident:${one.id}` } }));
  if (shared.length === 0) return alone;
  const summary = await joinSummary(trx, channel, now);
  return [
    ...alone,
    ...shared.map((one) => ({ ...one, told: { channel, key: summaryKey(summary), summary } })),
  ];
}

/** Which incidents get a message of their own, when there is room for so many. Pure. */
export function shareOut(
  incidents: readonly Incident[],
  room: number,
): { own: readonly Incident[]; shared: readonly Incident[] } {
  if (incidents.length <= room) return { own: incidents, shared: [] };
  const worstFirst = [...incidents].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
  const critical = worstFirst.filter(({ severity }) => severity === 'critical').length;
  const most = Math.min(room, critical);
  return { own: worstFirst.slice(0, most), shared: worstFirst.slice(most) };
}

async function joinSummary(trx: Kysely<Tables>, channel: string, now: number): Promise<string> {
  const growing = await growingSummary(trx, channel, now - burstMs);
  if (growing) {
    await changeSummary(trx, growing.id, { joined_at: now });
    return growing.id;
  }
  const id = newReference();
  await addSummary(trx, { id, channel, opened_at: now, joined_at: now, called: null, due_at: now });
  return id;
}
