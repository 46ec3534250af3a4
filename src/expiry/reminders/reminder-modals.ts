import type { KnownBlock, ModalView } from '@slack/types';
import { wireId } from '../../define-interaction.ts';
import { dateInZone, dayMs } from '../../lib/times.ts';
import {
  bold,
  code,
  codeBlock,
  context,
  datePicker,
  input,
  type Mrkdwn,
  md,
  modal,
  radioButtons,
  section,
  textInput,
  userSelect,
} from '../../slack/blocks.ts';
import { cutText } from '../../slack/plain-text.ts';
import { placeText } from '../words.ts';
import { ids } from './interaction-ids.ts';
import { dayDate, daysText } from './line-words.ts';
import { snoozeDays } from './snooze.ts';

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

interface Look {
  now: Date;
  zone: string;
}

export const titles = { rotated: 'Rotated', snooze: 'Snooze', notMine: 'Not mine' } as const;

/** How long a new life may be, in days. */
const presets = [30, 90, 180, 365] as const;
const mostCharacters = { name: 60, path: 200 };

/** What Vault says of the secret now, beside what it said when the owner was told. */
export interface Versions {
  now: number;
  /** Undefined: nobody knew. */
  told: number | undefined;
}

/** A new date. Says so when the secret itself is still the same: a date alone renews nothing. Pure. */
export function rotatedModal(thing: FormThing, versions: Versions, look: Look): ModalView {
  return modal({
    title: titles.rotated,
    callbackId: wireId(ids.setDate),
    submit: 'Set date',
    close: 'Cancel',
    privateMetadata: thing.ref,
    blocks: [
      section(thingText(thing, look)),
      context(versionText(versions)),
      input({
        id: 'life',
        label: 'It expires again in',
        element: radioButtons({ choices: lifeChoices(thing, look), initial: String(usualLife(thing)) }),
        optional: true,
      }),
      input({
        id: 'date',
        label: 'Or on this day',
        hint: `The end of that day in ${look.zone}. It counts before what is chosen above.`,
        element: datePicker({ placeholder: 'Choose a day' }),
        optional: true,
      }),
    ],
  });
}

function versionText({ now, told }: Versions): Mrkdwn {
  if (told === undefined || told > now) return md`Version ${now} is the current one.`;
  if (now === told)
    return md`:warning: The secret has not changed since the reminder: it is still version ${now}. A new date alone renews nothing, so write the new value first.`;
  return md`Version ${now} is there since the reminder (it was ${told}).`;
}

function lifeChoices(thing: FormThing, { now, zone }: Look): { text: string; value: string }[] {
  const usual = usualLife(thing);
  const all = [...new Set([...presets, usual])].sort((a, b) => a - b);
  return all.map((days) => {
    const until = dateInZone(new Date(now.getTime() + days * dayMs), zone);
    const note = days === usual && lifetimeDays(thing) !== undefined ? ', as before' : '';
    return { text: `${days} days, until ${until}${note}`, value: String(days) };
  });
}

function usualLife(thing: FormThing): number {
  return lifetimeDays(thing) ?? 90;
}

/** How long it lived so far, in whole days, where anybody knows. */
function lifetimeDays({ expiresAtMs, renewedAtMs }: FormThing): number | undefined {
  if (renewedAtMs === undefined) return undefined;
  const days = Math.round((expiresAtMs - renewedAtMs) / dayMs);
  return days >= 1 && days <= 3650 ? days : undefined;
}

/** Where the bot may not write: what to type. Pure. */
export function byHandModal(thing: FormThing, command: string, look: Look): ModalView {
  return modal({
    title: titles.rotated,
    blocks: [
      section(thingText(thing, look)),
      section(
        'Dates are not written from Slack here. Set it by hand, with your own token and your own date:',
      ),
      section(codeBlock(cutText(command, 2_500))),
      context('The reminder is struck out by itself once a scan has seen the new date.'),
    ],
  });
}

/** Pure. */
export function snoozeModal(thing: FormThing, isOperator: boolean, look: Look): ModalView {
  const choices = snoozeDays.map((days) => ({
    text: `${days} ${days === 1 ? 'day' : 'days'}, until ${dateInZone(new Date(look.now.getTime() + days * dayMs), look.zone)}`,
    value: String(days),
  }));
  return modal({
    title: titles.snooze,
    callbackId: wireId(ids.setSnooze),
    submit: 'Snooze',
    close: 'Cancel',
    privateMetadata: thing.ref,
    blocks: [
      section(thingText(thing, look)),
      input({
        id: 'days',
        label: 'Remind again in',
        element: radioButtons({ choices, initial: String(snoozeDays[0]) }),
        optional: true,
      }),
      input({
        id: 'date',
        label: 'Or on this day',
        element: datePicker({ placeholder: 'Choose a day' }),
        optional: true,
      }),
      context(
        isOperator
          ? 'Everybody who reads the reminder sees who snoozed it and until when.'
          : 'Not beyond the day on which it expires. Everybody who reads the reminder sees who snoozed it and until when.',
      ),
    ],
  });
}

/** Pure. */
export function notMineModal(thing: FormThing, isOperator: boolean, look: Look): ModalView {
  return modal({
    title: titles.notMine,
    callbackId: wireId(ids.setOwner),
    submit: isOperator ? 'Hand over' : 'Ask operators',
    close: 'Cancel',
    privateMetadata: thing.ref,
    blocks: [
      section(thingText(thing, look)),
      input({
        id: 'person',
        label: 'It belongs to this person',
        element: userSelect({ placeholder: 'Choose a person' }),
        optional: true,
      }),
      input({
        id: 'other',
        label: 'Or to a mail, a user group or a channel',
        hint: 'Ids, not names: a mail such as team@example.com, S0123ABCD, C0123ABCD.',
        element: textInput({ maxLength: 200 }),
        optional: true,
      }),
      context(
        isOperator
          ? 'The new owner is told with the next digest.'
          : 'Operators say yes first. Until then the reminders stay with you.',
      ),
    ],
  });
}

function thingText(thing: FormThing, { now, zone }: Look): Mrkdwn {
  const at = new Date(thing.expiresAtMs);
  const verb = at > now ? 'expires' : 'expired';
  const path = cutText(placeText(thing, true), mostCharacters.path);
  return md`${bold(cutText(thing.name, mostCharacters.name))}  ${verb} ${daysText(at, now, zone)}, ${dayDate(at, zone)}\n${code(path)}`;
}

/** After a form: what was done. Pure. */
export function doneModal(title: string, text: Mrkdwn, more: readonly KnownBlock[] = []): ModalView {
  return modal({ title, blocks: [section(text), ...more] });
}
