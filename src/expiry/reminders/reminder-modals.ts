import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { wireId } from '../../define-interaction.ts';
import { dateInZone } from '../../lib/times.ts';
import {
  context,
  datePicker,
  input,
  type Mrkdwn,
  modal,
  radioButtons,
  section,
  textInput,
  userSelect,
} from '../../slack/blocks.ts';
import { type FormLook, type FormThing, thingText, titles } from './form-thing.ts';
import { ids } from './interaction-ids.ts';
import { stateText } from './line-words.ts';
import { noSnooze, snoozeDays, snoozeEnd, whyNotExpired, whyNotSnooze } from './snooze.ts';

/** What is to be snoozed, and its snooze by now, over or not. */
export interface SnoozeThing extends FormThing {
  snooze?: { by: string; untilMs: number } | undefined;
}

/** Offers what this person may choose: not beyond the end, unless an operator does it; and to end a snooze. Pure. */
export function snoozeModal(thing: SnoozeThing, isOperator: boolean, look: FormLook): ModalView {
  const holding = holdingSnooze(thing, look);
  if (!isOperator && !holding && thing.expiresAtMs <= look.now.getTime())
    return modal({
      title: titles.snooze,
      blocks: [section(thingText(thing, look)), section(whyNotExpired)],
    });
  const choices = [
    ...snoozeChoices(thing, isOperator, look),
    ...(holding ? [{ text: 'The next digest: end the snooze', value: noSnooze }] : []),
  ];
  return modal({
    title: titles.snooze,
    callbackId: wireId(ids.setSnooze),
    submit: 'Snooze',
    close: 'Cancel',
    privateMetadata: thing.ref,
    blocks: [
      section(thingText(thing, look)),
      ...(holding ? [context(stateText({ is: 'snoozed', ...holding }, look.zone) ?? '')] : []),
      ...(choices.length === 0 ? [] : [daysInput(choices)]),
      input({
        id: 'date',
        label: choices.length === 0 ? 'Remind again on this day' : 'Or on this day',
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

function holdingSnooze({ snooze }: SnoozeThing, { now }: FormLook): SnoozeThing['snooze'] {
  return snooze && snooze.untilMs > now.getTime() ? { by: snooze.by, untilMs: snooze.untilMs } : undefined;
}

type Choices = { text: string; value: string }[];

function snoozeChoices(thing: FormThing, isOperator: boolean, { now, zone }: FormLook): Choices {
  return snoozeDays.flatMap((days) => {
    const until = snoozeEnd({ days }, now, zone);
    if (!until || whyNotSnooze(thing, until, now, isOperator) !== undefined) return [];
    const text = `${days} ${days === 1 ? 'day' : 'days'}, until ${dateInZone(until, zone)}`;
    return [{ text, value: String(days) }];
  });
}

function daysInput(choices: Choices): InputBlock {
  return input({
    id: 'days',
    label: 'Remind again in',
    element: radioButtons({ choices, initial: choices[0]?.value ?? '' }),
    optional: true,
  });
}

/** Pure. */
export function notMineModal(thing: FormThing, isOperator: boolean, look: FormLook): ModalView {
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

/** After a form: what was done. Pure. */
export function doneModal(title: string, text: Mrkdwn, more: readonly KnownBlock[] = []): ModalView {
  return modal({ title, blocks: [section(text), ...more] });
}
