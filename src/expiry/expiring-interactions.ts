import { defineInteraction, type Interaction, type InteractionContext } from '../define-interaction.ts';
import { UserError } from '../lib/errors.ts';
import { parseSpanMs, toRfc3339 } from '../lib/times.ts';
import { plainMessage } from '../slack/failure-message.ts';
import type { ChannelKind } from '../slack/slack-gateway.ts';
import { answerExpiring, findSeen } from './answer-expiring.ts';
import { expiringIds, ListPlace } from './expiring-buttons.ts';
import { expiringCsv } from './expiring-csv.ts';
import { expiringMessage, rowsOnPage } from './expiring-message.ts';
import type { ExpiringQuery } from './expiring-query.ts';
import type { ExpiringSource } from './expiring-source.ts';
import { storedSource } from './stored-source.ts';

const roles = ['developer', 'operator', 'stakeholder'] as const;

/** Another page of a list, in place of the one that is there. Who may see what is looked up anew at each click. */
const turnPage = defineInteraction({
  kind: 'button',
  ...expiringIds.page,
  summary: 'Shows another page of what expires',
  roles,
  value: ListPlace,
  async run({ query, page }, context) {
    const { ports, person, now } = context;
    const { expiry, timeZone, slack } = ports.config;
    const source = await sourceOf(context);
    const place = await placeOf(context);
    const withinMs = withinOf(query, expiry.within);
    const asker = { person, place, pathsIn: expiry.pathsIn };
    const answer = await answerExpiring(
      asker,
      source,
      { query, withinMs, now },
      { number: page, size: rowsOnPage },
    );
    const look = { now, zone: timeZone, tables: slack.tables, command: slack.command };
    await context.tell(expiringMessage(answer, look), { instead: true });
  },
});

/** The whole list as a file, by direct message only. */
const sendCsv = defineInteraction({
  kind: 'button',
  ...expiringIds.csv,
  summary: 'Sends what expires as a CSV file by direct message',
  roles,
  value: ListPlace,
  async run({ query }, context) {
    const { ports, person, now } = context;
    const source = await sourceOf(context);
    const found = findSeen(person, source, {
      query,
      withinMs: withinOf(query, ports.config.expiry.within),
      now,
    });
    if (found.count === 0) throw new UserError('There is nothing in the list any more.');
    const content = await expiringCsv(found, now);
    await ports.slack.sendFile(person.id, {
      fileName: `expiring-${toRfc3339(now).slice(0, 10)}.csv`,
      content,
      title: 'What expires',
      comment: `${found.count} rows, as the last scan knows them.`,
    });
    if ((await placeOf(context)) !== 'direct')
      await context.tell(plainMessage('The file is in your direct messages.'));
  },
});

function withinOf(query: ExpiringQuery, usual: string): number {
  return query.withinMs ?? parseSpanMs(usual) ?? 0;
}

async function sourceOf({ ports }: InteractionContext): Promise<ExpiringSource> {
  const source = ports.store && (await storedSource(ports.store.db));
  if (!source) throw new UserError('Vault was not scanned yet. Ask again in a few minutes.');
  return source;
}

/** A click whose channel Slack does not tell counts as one in a shared channel. */
async function placeOf({ ports, channel }: InteractionContext): Promise<ChannelKind> {
  return channel === undefined ? 'unknown' : ports.slack.channelKind(channel);
}

export const expiringInteractions: readonly Interaction[] = [turnPage, sendCsv];
