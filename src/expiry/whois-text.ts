import { oneLine } from '../slack/plain-text.ts';
import type { WhoIs, WhoIsAnswer } from './look-up-place.ts';
import type { StoredAct } from './reminders/act-store.ts';
import { plainWhatText } from './reminders/acts-text.ts';
import { counted, dateText, endText, namedNoteText, placeText } from './words.ts';

/** The answer for a terminal. Pure. */
export function whoIsText({ found }: WhoIsAnswer, look: { now: Date; zone: string }): string {
  return found.map((one) => placeLines(one, found.length > 1, look).join('\n')).join('\n\n');
}

function placeLines(one: WhoIs, several: boolean, { now, zone }: { now: Date; zone: string }): string[] {
  const { owner, contact, approvers, items, more, lastChange, acts } = one;
  return [
    oneLine(placeText(one, several)),
    `  owner:       ${oneLine(owner ?? 'nobody')}`,
    ...(contact === null ? [] : [`  contact:     ${oneLine(contact)}`]),
    `  approvers:   ${oneLine(approvers.join(', ')) || 'nobody is named'}`,
    ...(lastChange ? [`  last change: ${oneLine(lastChange.at)}, ${oneLine(lastChange.what)}`] : []),
    ...acts.map((act) => `  act:         ${actText(act, zone)}`),
    items === null
      ? '  expires:     not known, since no scan of the bot is here'
      : `  expires:     ${counted(items.length + more, 'thing')}`,
    ...(items ?? []).map((item) => {
      const at = new Date(item.expiresAt);
      const path = oneLine(placeText(item, several));
      return `    ${endText(at, now, zone)}, ${dateText(at, zone)}  ${path}${oneLine(namedNoteText(item))}`;
    }),
    ...(more > 0 ? [`    … and ${more.toLocaleString('en-US')} more`] : []),
  ];
}

function actText(act: StoredAct, zone: string): string {
  return oneLine(`${dateText(act.at, zone)}, ${act.actor} ${plainWhatText(act, zone)}, ${act.place}`);
}
