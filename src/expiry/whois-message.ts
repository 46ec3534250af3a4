import type { KnownBlock } from '@slack/types';
import {
  bold,
  code,
  context,
  dataTable,
  joinText,
  type Mrkdwn,
  md,
  mentionUser,
  message,
  section,
  slackDate,
} from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { cutText } from '../slack/plain-text.ts';
import type { ExpiringLook } from './expiring-message.ts';
import { itemRow, ownerMention } from './expiring-rows.ts';
import type { WhoIs, WhoIsAnswer } from './look-up-place.ts';
import type { StoredAct } from './reminders/act-store.ts';
import { whatText } from './reminders/acts-text.ts';
import { dateText, placeText } from './words.ts';

const mostApprovers = 10;
const mostPlace = 200;

/** Who owns a place and what runs out there. Where paths may not stand it says where to ask. Pure. */
export function whoIsMessage({ text, detail, found }: WhoIsAnswer, look: ExpiringLook): Message {
  if (detail !== 'paths') {
    const hint = 'Owners and paths are told in direct messages and private channels only. Ask there.';
    return message({ text: hint, blocks: [section(hint)] });
  }
  const several = found.length > 1;
  return message({
    text: `Who owns ${cutText(text || '/', 200)}`,
    blocks: found.flatMap((one) => placeBlocks(one, several, look)),
  });
}

function placeBlocks(one: WhoIs, several: boolean, look: ExpiringLook): KnownBlock[] {
  const approvers = one.approvers.slice(0, mostApprovers).map((approver) => ownerMention(approver));
  const lines = [
    bold(cutText(placeText(one, several), 240)),
    md`Owner: ${ownerMention(one.owner)}`,
    ...(one.contact === null ? [] : [md`Contact: ${ownerMention(cutText(one.contact, 200))}`]),
    md`Approvers: ${approvers.length === 0 ? 'nobody is named' : joinText(approvers, ', ')}`,
    ...changeLines(one, look),
    ...one.acts.map((act) => actLine(act, look)),
  ];
  return [section(joinText(lines, '\n')), ...itemBlocks(one, several, look)];
}

function changeLines({ lastChange }: WhoIs, { zone }: ExpiringLook): Mrkdwn[] {
  const at = new Date(lastChange?.at ?? Number.NaN);
  if (!lastChange || Number.isNaN(at.getTime())) return [];
  return [md`Last change: ${slackDate(at, dateText(at, zone))}, ${code(cutText(lastChange.what, 200))}`];
}

function actLine(act: StoredAct, { zone }: ExpiringLook): Mrkdwn {
  const place = code(cutText(act.place, mostPlace));
  return md`${slackDate(act.at, dateText(act.at, zone))}: ${mentionUser(act.actor)} ${whatText(act, zone)}  ${place}`;
}

function itemBlocks(one: WhoIs, several: boolean, look: ExpiringLook): KnownBlock[] {
  const { items, more } = one;
  if (items === null) return [context('What expires there is known after the first scan')];
  if (items.length === 0) return [context('Nothing there has a date that you may see')];
  const all = one.namespace === '' ? 'expiring' : `expiring namespace:${one.namespace}`;
  return [
    ...dataTable({
      caption: 'What expires there, soonest first',
      columns: ['When', 'Date', 'What', 'Owner', 'Path'],
      rows: items.map((item) => itemRow(item, several, look)),
      look: look.tables,
    }),
    ...(more > 0
      ? [context(md`… and ${more.toLocaleString('en-US')} more: ${code(`${look.command} ${all}`)}`)]
      : []),
  ];
}
