import type { ModalView } from '@slack/types';
import { wireId } from '../../define-interaction.ts';
import { dateInZone, dayMs } from '../../lib/times.ts';
import {
  codeBlock,
  context,
  datePicker,
  input,
  type Mrkdwn,
  md,
  modal,
  radioButtons,
  section,
} from '../../slack/blocks.ts';
import { cutText } from '../../slack/plain-text.ts';
import { type FormLook, type FormThing, thingText, titles } from './form-thing.ts';
import { ids } from './interaction-ids.ts';

/** How long a new life may be, in days. */
const presets = [30, 90, 180, 365] as const;
/** What Vault says of the secret now, beside what it said when the owner was told. */
export interface Versions {
  now: number;
  /** Undefined: nobody knew. */
  told: number | undefined;
}

/** A new date. Says so when the secret itself is still the same: a date alone renews nothing. Pure. */
export function rotatedModal(thing: FormThing, versions: Versions, look: FormLook): ModalView {
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

function lifeChoices(thing: FormThing, { now, zone }: FormLook): { text: string; value: string }[] {
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
export function byHandModal(thing: FormThing, command: string, look: FormLook): ModalView {
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
