import type { ModalView } from '@slack/types';
import type { InteractionContext } from '../../define-interaction.ts';
import { noticeView } from '../../slack/view-state.ts';
import { readSnoozes } from './act-store.ts';
import { type Desk, openDesk } from './desk.ts';
import { type FormThing, titles } from './form-thing.ts';
import { type LineRef, refOf, type Verb } from './interaction-ids.ts';
import { clusterOf, type OpenThing, openThing } from './open-thing.ts';
import { notMineModal, snoozeModal } from './reminder-modals.ts';
import { byHandModal, rotatedModal } from './rotated-modal.ts';
import { byHand, dateInDays, dateKeys } from './set-date.ts';
import { snoozeFor } from './snooze.ts';

/** Shows the form that somebody chose, if they may. @throws UserError in words, which the modal shows */
export async function showForm(verb: Verb, ref: LineRef, context: InteractionContext): Promise<void> {
  const desk = openDesk(context.ports);
  const thing = await openThing(ref, context.person, desk, context.signal);
  await context.modal?.show(await formFor(verb, refOf(ref), thing, desk));
}

async function formFor(verb: Verb, ref: string, thing: OpenThing, desk: Desk): Promise<ModalView> {
  const { item, line, live, isOperator } = thing;
  const look = { now: desk.now(), zone: desk.config.timeZone };
  const { cluster, namespace, mount, path, name, expiresAtMs, renewedAtMs } = item;
  const form: FormThing = { cluster, namespace, mount, path, name, expiresAtMs, renewedAtMs, ref };
  if (verb === 'snooze') {
    const snooze = snoozeFor(item, await readSnoozes(desk.store.db, item.id));
    return snoozeModal({ ...form, snooze }, isOperator, look);
  }
  if (verb === 'notMine') return notMineModal(form, isOperator, look);
  if (!live) return noticeView(titles.rotated, 'Only a date in a secret’s metadata can be set here.');
  if (desk.config.expiry.write) return rotatedModal(form, { now: live.version, told: line.version }, look);
  const keys = dateKeys(live, dateInDays(90, look.now, look.zone), look.now);
  const isOpenBao = (await clusterOf(item, desk).vault.serverKind()) === 'openbao';
  return byHandModal(form, byHand(item, keys, isOpenBao), look);
}
