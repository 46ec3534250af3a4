import type { ModalView } from '@slack/types';
import type { Incident } from '../core/incidents/incident.ts';
import { headline } from '../core/incidents/incident-words.ts';
import { incidentButtons, refOf } from '../core/incidents/interaction-ids.ts';
import { wireId } from '../define-interaction.ts';
import { input, modal, section, type Text, textInput } from '../slack/blocks.ts';

export const noteTitle = 'Resolve note';
export const noteField = 'note';
export const noteLength = 500;

/** Asks what it was, or what helped. */
export function noteModal(
  incident: Pick<Incident, 'id' | 'guide' | 'cluster' | 'area' | 'state' | 'severity'>,
): ModalView {
  return modal({
    title: noteTitle,
    callbackId: wireId(incidentButtons.noteForm),
    privateMetadata: refOf(incident.id, 0),
    submit: 'Save',
    blocks: [
      section(headline(incident)),
      input({
        id: noteField,
        label: 'What was it, and what helped?',
        hint: 'Everybody in the channel reads it. No secrets, please.',
        element: textInput({ multiline: true, maxLength: noteLength }),
      }),
    ],
  });
}

/** The form's place when nothing can be noted. */
export function noteNotice(text: Text): ModalView {
  return modal({ title: noteTitle, blocks: [section(text)] });
}
