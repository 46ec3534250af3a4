import type { ActionsBlockElement } from '@slack/types';
import { wireId } from '../../define-interaction.ts';
import { button, select } from '../../slack/blocks.ts';
import { type Incident, isMuted } from './incident.ts';
import { incidentButtons, refOf } from './interaction-ids.ts';

/** What people can do about an incident as it is now; over, only a note is left. */
export function buttonsFor(incident: Incident, now: number): ActionsBlockElement[] {
  const { id, taken, muted } = incident;
  const note = button({ actionId: wireId(incidentButtons.note), text: 'Resolve note', value: refOf(id, 0) });
  if (incident.state === 'over') return [note];
  const take = button({
    actionId: wireId(incidentButtons.take),
    text: taken.by === undefined ? 'I’m on it' : 'Take over',
    value: refOf(id, taken.turn),
    ...(taken.by === undefined ? { style: 'primary' as const } : {}),
  });
  const handBack = button({
    actionId: wireId(incidentButtons.handBack),
    text: 'Hand back',
    value: refOf(id, taken.turn),
  });
  return [
    take,
    ...(taken.by === undefined ? [] : [handBack]),
    isMuted(incident, now)
      ? button({ actionId: wireId(incidentButtons.unmute), text: 'Unmute', value: refOf(id, muted.turn) })
      : muteMenu(id, muted.turn),
    note,
  ];
}

function muteMenu(id: string, turn: number): ActionsBlockElement {
  const menu = select({
    placeholder: 'Mute',
    choices: [
      { text: 'Mute for 1 hour', value: `${refOf(id, turn)}.1h` },
      { text: 'Mute for 4 hours', value: `${refOf(id, turn)}.4h` },
      { text: 'Mute until it is over', value: `${refOf(id, turn)}.over` },
    ],
  });
  return { ...menu, action_id: wireId(incidentButtons.mute) };
}
