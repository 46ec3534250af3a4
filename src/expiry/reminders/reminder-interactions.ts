import { z } from 'zod';
import {
  defineInteraction,
  type Interaction,
  type InteractionContext,
  type ViewAnswer,
} from '../../define-interaction.ts';
import { UserError } from '../../lib/errors.ts';
import { md, mentionUser, message, section } from '../../slack/blocks.ts';
import { openDesk } from './desk.ts';
import { titles } from './form-thing.ts';
import { answerHandover, askForHandover, finishHandover, handOverNow, whyNotOwner } from './hand-over.ts';
import { findHandover } from './handover-store.ts';
import { HandoverId, ids, LineRef, type Verb, VerbAndLine, verbs } from './interaction-ids.ts';
import { dayDate, ownerText } from './line-words.ts';
import { clusterOf, openThing } from './open-thing.ts';
import { doneModal } from './reminder-modals.ts';
import { dateInDays, readNewDate, setDate, whyNotDate } from './set-date.ts';
import { settleItem } from './settle-digests.ts';
import { showForm } from './show-form.ts';
import { noSnooze, snoozeEnd, whyNotSnooze } from './snooze.ts';
import { endSnooze, storeSnooze } from './store-snooze.ts';

/** Whoever may own something; whether they own this is looked up at each click. */
const roles = ['developer', 'operator'] as const;

const summaries: Readonly<Record<Verb, string>> = {
  rotated: 'Asks for the new date of a secret that was renewed',
  snooze: 'Asks how long a reminder is to wait',
  notMine: 'Asks whose a secret is',
};

const buttons = verbs.map((verb) =>
  defineInteraction({
    kind: 'button',
    ...ids[verb],
    summary: summaries[verb],
    roles,
    value: LineRef,
    modalTitle: titles[verb],
    run: (ref, context) => showForm(verb, ref, context),
  }),
);

/** The same three behind the dots of a line. */
const menu = defineInteraction({
  kind: 'button',
  ...ids.menu,
  summary: 'Opens what was chosen from a reminder’s menu',
  roles,
  value: VerbAndLine,
  modalTitle: 'Reminder',
  run: ([verb, ref], context) => showForm(verb, ref, context),
});

const day = z.string().optional();
const isNumber = /^\d{1,4}$/;

const submitDate = defineInteraction({
  kind: 'view',
  ...ids.setDate,
  summary: 'Writes the new date of a secret',
  roles,
  values: z.object({ life: z.string().regex(isNumber).optional(), date: day }),
  async submit({ life, date }, context) {
    const { ports, now, person, signal, reference } = context;
    const desk = openDesk(ports);
    const zone = desk.config.timeZone;
    const expiresAt = date
      ? readNewDate(date, now, zone)
      : life
        ? dateInDays(Number(life), now, zone)
        : undefined;
    const problem = expiresAt ? whyNotDate(expiresAt, now) : 'Choose how long it lives, or a day.';
    if (!expiresAt || problem !== undefined) return errors(date ? 'date' : 'life', problem ?? '');
    const { item, live } = await openThing(LineRef.parse(context.metadata), person, desk, signal);
    if (!live) throw new UserError('Only a date in a secret’s metadata can be set here.');
    const attribution = { actor: person.id, request: reference };
    await setDate(
      { cluster: clusterOf(item, desk), place: item, live, expiresAt, now, attribution },
      desk.store,
    );
    await settleItem(item.id, desk);
    const text = md`The new date is in Vault: ${dayDate(expiresAt, zone)}. The reminder is struck out once the next scan has seen it.`;
    return { action: 'update', view: doneModal(titles.rotated, text) };
  },
});

const submitSnooze = defineInteraction({
  kind: 'view',
  ...ids.setSnooze,
  summary: 'Lets a reminder wait',
  roles,
  values: z.object({ days: z.string().regex(isNumber).optional(), date: day }),
  async submit({ days, date }, context) {
    const { ports, now, person, signal, reference } = context;
    const desk = openDesk(ports);
    const zone = desk.config.timeZone;
    const { item, isOperator } = await openThing(LineRef.parse(context.metadata), person, desk, signal);
    const who = { item, by: person.id, at: now, id: reference };
    if (!date && days === noSnooze) {
      await endSnooze(who, desk);
      return { action: 'close' };
    }
    const until = snoozeEnd(date ? { date } : { days: Number(days ?? 0) }, now, zone);
    const problem = until ? whyNotSnooze(item, until, now, isOperator) : 'Choose a day.';
    if (!until || problem !== undefined) return errors(date ? 'date' : 'days', problem ?? '');
    await storeSnooze({ ...who, until }, desk);
    return { action: 'close' };
  },
});

const submitOwner = defineInteraction({
  kind: 'view',
  ...ids.setOwner,
  summary: 'Names another owner, whom operators confirm',
  roles,
  values: z.object({ person: z.string().optional(), other: z.string().trim().optional() }),
  async submit({ person: chosen, other }, context) {
    const { ports, person, signal, reference } = context;
    const desk = openDesk(ports);
    if (chosen && other) return errors('other', 'Choose a person or write something here, not both.');
    const named = chosen ?? other;
    if (!named) return errors('person', 'Choose whose it is.');
    const { item, owner, isOperator } = await openThing(
      LineRef.parse(context.metadata),
      person,
      desk,
      signal,
    );
    const field = chosen ? 'person' : 'other';
    if (named === owner) return errors(field, 'It is theirs already.');
    const problem = await whyNotOwner(named, desk);
    if (problem !== undefined) return errors(field, problem);
    const wish = { item, was: owner, owner: named, by: person.id, id: reference };
    if (isOperator) await handOverNow(wish, desk);
    else await askForHandover(wish, desk);
    const text = isOperator
      ? md`It is ${ownerText(named)}’s from now on, who will be told with the next digest.`
      : md`Operators are asked whether it is ${ownerText(named)}’s. Until they say yes, the reminders stay with you.`;
    return { action: 'update', view: doneModal(titles.notMine, text) };
  },
});

function answerOwner(
  id: { id: string; version: number },
  to: 'confirmed' | 'refused',
  summary: string,
): Interaction {
  return defineInteraction({
    kind: 'button',
    ...id,
    summary,
    roles: ['operator'],
    value: HandoverId,
    storeBeforeAck: true,
    async run(handoverId, context) {
      const { ports, person, reference } = context;
      const answer = { id: handoverId, to, by: person.id, request: reference };
      const answered = await answerHandover(answer, openDesk(ports));
      if (answered?.decided) return;
      await tellTooLate(answered?.handover.decidedBy, context);
    },
    async afterAck(handoverId, { ports, reference, person }) {
      const desk = openDesk(ports);
      const handover = await findHandover(desk.store.db, handoverId);
      if (handover?.decidedBy === person.id) await finishHandover(handover, reference, desk);
    },
  });
}

async function tellTooLate(by: string | undefined, { tell }: InteractionContext): Promise<void> {
  const text =
    by === undefined ? 'This question is too old.' : md`${mentionUser(by)} was faster: see the message.`;
  await tell(message({ text, blocks: [section(text)] }));
}

function errors(field: string, text: string): ViewAnswer {
  return { action: 'errors', errors: { [field]: text } };
}

export const reminderInteractions: readonly Interaction[] = [
  ...buttons,
  menu,
  submitDate,
  submitSnooze,
  submitOwner,
  answerOwner(ids.confirmOwner, 'confirmed', 'Confirms who owns a secret'),
  answerOwner(ids.refuseOwner, 'refused', 'Leaves a secret with its owner'),
];
