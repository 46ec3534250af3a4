import { incidentDesk } from '../core/incidents/incident-desk.ts';
import { findIncident, incidentsInSummary } from '../core/incidents/incident-store.ts';
import { headline } from '../core/incidents/incident-words.ts';
import { incidentButtons, PageRef } from '../core/incidents/interaction-ids.ts';
import { leaveSummary, type StaysWhy } from '../core/incidents/leave-summary.ts';
import { defineInteraction, type Interaction, type InteractionContext } from '../define-interaction.ts';
import { md, message, section, type Text } from '../slack/blocks.ts';
import { mayList, mayNotListText, mayNotText, mayRespond } from './may-respond.ts';
import { summaryListMessage } from './summary-list-message.ts';

/** What stands in the message for everybody, one by one. */
const listThem = defineInteraction({
  kind: 'button',
  ...incidentButtons.list,
  summary: 'Lists the incidents that share a message',
  roles: 'everyone',
  value: PageRef,
  run: (ref, context) =>
    mayList(context.person, context.ports.config)
      ? showList(ref, context)
      : context.tell(plain(mayNotListText)),
});

const giveOwnMessage = defineInteraction({
  kind: 'button',
  ...incidentButtons.ownMessage,
  summary: 'Gives an incident that shares a message one of its own, with its buttons',
  roles: 'everyone',
  value: PageRef,
  storeBeforeAck: true,
  async run({ id, page }, context) {
    const { ports, person, now } = context;
    if (!mayRespond(person, ports.config)) return context.tell(plain(mayNotText));
    const desk = incidentDesk(ports);
    const left = await leaveSummary(desk, id, now.getTime());
    if ('stays' in left) return context.tell(plain(stayText[left.stays]));
    const incident = await findIncident(desk.store.db, id);
    const note = incident && md`${headline(incident)} gets a message of its own in this channel.`;
    await showList({ id: left.summary, page }, context, note);
  },
});

const stayText: Readonly<Record<StaysWhy, string>> = {
  over: 'This is over by now, so there is nothing to do.',
  left: 'It has a message of its own already: look further down in the channel.',
  gone: 'This incident is not kept any more.',
};

/** In the place of the list that was clicked; the first time, below the message that everybody sees. */
async function showList({ id, page }: PageRef, context: InteractionContext, note?: Text): Promise<void> {
  const { ports, person, now } = context;
  const incidents = await incidentsInSummary(incidentDesk(ports).store.db, id);
  const list = { id, incidents, page, mayRespond: mayRespond(person, ports.config) };
  const shown = summaryListMessage(note === undefined ? list : { ...list, note }, now.getTime());
  await context.tell(shown, { instead: true });
}

function plain(text: string) {
  return message({ text, blocks: [section(text)] });
}

export const summaryInteractions: readonly Interaction[] = [listThem, giveOwnMessage];
