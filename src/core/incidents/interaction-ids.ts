import { z } from 'zod';

/** What stands in action_id and callback_id of an incident's buttons; `src/on-call` has what they do. */
export const incidentButtons = {
  take: { id: 'incidents:take', version: 1 },
  handBack: { id: 'incidents:hand-back', version: 1 },
  confirm: { id: 'incidents:confirm', version: 1 },
  mute: { id: 'incidents:mute', version: 1 },
  unmute: { id: 'incidents:unmute', version: 1 },
  note: { id: 'incidents:note', version: 1 },
  noteForm: { id: 'incidents:note-form', version: 1 },
  list: { id: 'incidents:list', version: 1 },
  ownMessage: { id: 'incidents:own-message', version: 1 },
} as const;

/** An incident and the turn that the person saw: all that a button carries. */
export interface IncidentRef {
  id: string;
  turn: number;
}

/** `k7m2p9xq.1` */
export const IncidentRef = z
  .string()
  .regex(/^[a-z0-9]{1,20}\.\d{1,9}$/)
  .transform((text): IncidentRef => {
    const [id = '', turn = ''] = text.split('.');
    return { id, turn: Number(turn) };
  });

export const muteSpans = ['1h', '4h', 'over'] as const;
export type MuteSpan = (typeof muteSpans)[number];

/** `k7m2p9xq.1.4h` */
export const MuteRef = z
  .string()
  .regex(/^[a-z0-9]{1,20}\.\d{1,9}\.(?:1h|4h|over)$/)
  .transform((text): IncidentRef & { span: MuteSpan } => {
    const [id = '', turn = '', span = ''] = text.split('.');
    return { id, turn: Number(turn), span: span as MuteSpan };
  });

/** A page of the incidents that share a summary, or one of them as it stood on that page: `k7m2p9xq.0`. */
export interface PageRef {
  id: string;
  page: number;
}

export const PageRef = IncidentRef.transform(({ id, turn }): PageRef => ({ id, page: turn }));

export function refOf(id: string, turn: number): string {
  return `${id}.${turn}`;
}
