import { dateInZone } from '../../lib/times.ts';
import { code, list, type Mrkdwn, md, mentionUser, message, section } from '../../slack/blocks.ts';
import type { Message } from '../../slack/message.ts';
import { cutText } from '../../slack/plain-text.ts';
import { dateText } from '../words.ts';
import type { StoredAct } from './act-store.ts';
import { ownerText } from './line-words.ts';

const mostPath = 200;

/** Who did what about what runs out, newest first. `showsPaths`: where the answer stands, they may be told. Pure. */
export function actsMessage(
  acts: readonly StoredAct[],
  options: { zone: string; showsPaths: boolean },
): Message {
  const { zone, showsPaths } = options;
  const title = acts.length === 0 ? 'Nobody has done anything yet' : `What people did, newest first`;
  const row = (act: StoredAct): Mrkdwn =>
    md`${dateText(act.at, zone)}  ${mentionUser(act.actor)} ${whatText(act, zone)}${showsPaths ? md`  ${code(cutText(act.place, mostPath))}` : ''}${stateText(act)}`;
  return message({ text: title, blocks: [section(title), ...list(acts.map(row))] });
}

/** The same for a terminal. Pure. */
export function actsText(acts: readonly StoredAct[], zone: string): string {
  if (acts.length === 0) return 'Nobody has done anything yet.';
  return acts
    .map(
      (act) =>
        `${dateText(act.at, zone)}  ${act.actor}  ${plainWhatText(act, zone)}  ${act.place}${stateText(act)}`,
    )
    .join('\n');
}

/** `dated 2027-02-01`: the same in a word for a terminal. */
export function plainWhatText({ act, until, owner }: Deed, zone: string): string {
  return [act, ...(until ? [dateInZone(until, zone)] : []), ...(owner === undefined ? [] : [owner])].join(
    ' ',
  );
}

/** What was done, without by whom and where. */
type Deed = Pick<StoredAct, 'act' | 'until' | 'owner'>;

/** `set the date to 2027-02-01`: what comes behind a name. */
export function whatText({ act, until, owner }: Deed, zone: string): Mrkdwn {
  const day = until === undefined ? '' : dateInZone(until, zone);
  switch (act) {
    case 'dated':
      return md`set the date to ${day}`;
    case 'snoozed':
      return md`snoozed until ${day}`;
    case 'woken':
      return md`ended the snooze`;
    case 'disowned':
      return md`said it is ${ownerText(owner ?? '')}’s`;
    case 'given':
      return md`gave it to ${ownerText(owner ?? '')}`;
    case 'kept':
      return md`did not give it to ${ownerText(owner ?? '')}`;
  }
}

function stateText({ state, failure }: StoredAct): string {
  if (state === 'done') return '';
  return state === 'begun'
    ? '  (not known yet whether it went through)'
    : `  (failed: ${failure ?? 'unknown'})`;
}
