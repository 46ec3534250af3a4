import { z } from 'zod';
import type { Incident } from '../core/incidents/incident.ts';
import { incidentDesk } from '../core/incidents/incident-desk.ts';
import { findIncident } from '../core/incidents/incident-store.ts';
import { IncidentRef, incidentButtons, MuteRef } from '../core/incidents/interaction-ids.ts';
import { addNote, confirm, handBack, mute, type Outcome, take, unmute } from '../core/incidents/respond.ts';
import { respondToIncident } from '../core/incidents/respond-to-incident.ts';
import { defineInteraction, type Interaction, type InteractionContext } from '../define-interaction.ts';
import { redact } from '../lib/redact.ts';
import { message, section, type Text } from '../slack/blocks.ts';
import { mayNotText, mayRespond } from './may-respond.ts';
import { noteField, noteLength, noteModal, noteNotice, noteTitle } from './note-modal.ts';

type Click = { by: string; now: number };

/** A button that does one thing to one incident, now. Who may is checked by `mayRespond`: on call is no role. */
function clickOn<Ref extends IncidentRef>(
  id: { id: string; version: number },
  summary: string,
  value: z.ZodType<Ref>,
  respond: (incident: Incident, ref: Ref, click: Click) => Outcome,
): Interaction {
  return defineInteraction({
    kind: 'button',
    ...id,
    summary,
    roles: 'everyone',
    value,
    storeBeforeAck: true,
    async run(ref: Ref, context) {
      const told = await respondAs(ref.id, context, (incident, click) => respond(incident, ref, click));
      if (told !== undefined) await context.tell(message({ text: told, blocks: [section(told)] }));
    },
  });
}

async function respondAs(
  id: string,
  { ports, person, now }: InteractionContext,
  respond: (incident: Incident, click: Click) => Outcome,
): Promise<Text | undefined> {
  if (!mayRespond(person, ports.config)) return mayNotText;
  const click = { by: person.id, now: now.getTime() };
  return respondToIncident(incidentDesk(ports), id, (incident) => respond(incident, click), now);
}

const openNote = defineInteraction({
  kind: 'button',
  ...incidentButtons.note,
  summary: 'Asks what an incident was, or what helped',
  roles: 'everyone',
  value: IncidentRef,
  modalTitle: noteTitle,
  async run({ id }, { ports, person, modal }) {
    if (!mayRespond(person, ports.config)) return modal?.show(noteNotice(mayNotText));
    const incident = await findIncident(incidentDesk(ports).store.db, id);
    await modal?.show(incident ? noteModal(incident) : noteNotice('This incident is not kept any more.'));
  },
});

const saveNote = defineInteraction({
  kind: 'view',
  ...incidentButtons.noteForm,
  summary: 'Keeps what somebody says of an incident',
  roles: 'everyone',
  values: z.object({
    [noteField]: z.string().trim().min(1, 'Write a word or two.').max(noteLength, 'Make it shorter.'),
  }),
  async submit({ [noteField]: text = '' }, context) {
    const { id } = IncidentRef.parse(context.metadata);
    const told = await respondAs(id, context, (incident, { by, now }) =>
      addNote(incident, by, redact(text), now),
    );
    return told === undefined ? { action: 'close' } : { action: 'update', view: noteNotice(told) };
  },
});

export const incidentInteractions: readonly Interaction[] = [
  clickOn(incidentButtons.take, 'Says that one is on it', IncidentRef, (incident, { turn }, { by, now }) =>
    take(incident, by, turn, now),
  ),
  clickOn(incidentButtons.handBack, 'Hands an incident back', IncidentRef, (incident, _ref, { by }) =>
    handBack(incident, by),
  ),
  clickOn(
    incidentButtons.confirm,
    'Says that one is still on it',
    IncidentRef,
    (incident, _ref, { by, now }) => confirm(incident, by, now),
  ),
  clickOn(incidentButtons.mute, 'Mutes an incident', MuteRef, (incident, { turn, span }, { by, now }) =>
    mute(incident, by, turn, span, now),
  ),
  clickOn(incidentButtons.unmute, 'Lifts a mute', IncidentRef, (incident, _ref, { by, now }) =>
    unmute(incident, by, now),
  ),
  openNote,
  saveNote,
];
