import { bold, code, type Mrkdwn, md } from '../../slack/blocks.ts';
import { cutText } from '../../slack/plain-text.ts';
import { placeText } from '../words.ts';
import { dayDate, daysText } from './line-words.ts';

/** What a form is about. */
export interface FormThing {
  cluster: string;
  namespace: string;
  mount: string;
  path: string;
  name: string;
  expiresAtMs: number;
  renewedAtMs: number | undefined;
  /** Comes back with the form. */
  ref: string;
}

export interface FormLook {
  now: Date;
  zone: string;
}

export const titles = { rotated: 'Rotated', snooze: 'Snooze', notMine: 'Not mine' } as const;

const mostCharacters = { name: 60, path: 200 };

/** What the form is about, as its first lines say it. Pure. */
export function thingText(thing: FormThing, { now, zone }: FormLook): Mrkdwn {
  const at = new Date(thing.expiresAtMs);
  const verb = at > now ? 'expires' : 'expired';
  const path = cutText(placeText(thing, true), mostCharacters.path);
  return md`${bold(cutText(thing.name, mostCharacters.name))}  ${verb} ${daysText(at, now, zone)}, ${dayDate(at, zone)}\n${code(path)}`;
}
