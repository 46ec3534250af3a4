import { z } from 'zod';
import { digestKey } from './digest-store.ts';

/** What stands in action_id and callback_id. */
export const ids = {
  menu: { id: 'expiry:menu', version: 1 },
  rotated: { id: 'expiry:rotated', version: 1 },
  snooze: { id: 'expiry:snooze', version: 1 },
  notMine: { id: 'expiry:not-mine', version: 1 },
  setDate: { id: 'expiry:set-date', version: 1 },
  setSnooze: { id: 'expiry:set-snooze', version: 1 },
  setOwner: { id: 'expiry:set-owner', version: 1 },
  confirmOwner: { id: 'expiry:confirm-owner', version: 1 },
  refuseOwner: { id: 'expiry:refuse-owner', version: 1 },
} as const;

/** What a line's buttons and its menu offer. */
export const verbs = ['rotated', 'snooze', 'notMine'] as const;
export type Verb = (typeof verbs)[number];

/** One line of one digest: all that a button carries. */
export interface LineRef {
  digest: string;
  position: number;
}

const linePattern = /^(\d{4}-\d\d-\d\d)\.([A-Z0-9]{2,30})\.(\d{1,4})$/;

/** `2026-11-22.U0123.4` */
export const LineRef = z
  .string()
  .regex(linePattern)
  .transform((text): LineRef => {
    const [, day = '', recipient = '', position = ''] = linePattern.exec(text) ?? [];
    return { digest: digestKey(day, recipient), position: Number(position) };
  });

/** `rotated:2026-11-22.U0123.4` */
export const VerbAndLine = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([z.enum(verbs), LineRef]));

export function refOf({ digest, position }: LineRef): string {
  return `${digest.replace(/^reminder:/, '').replace(':', '.')}.${position}`;
}

/** The reference of a question about an owner. */
export const HandoverId = z.string().regex(/^[a-z0-9]{8}$/);
