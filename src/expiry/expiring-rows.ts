import { readOwner } from '../core/people/owner-address.ts';
import { dayMs } from '../lib/times.ts';
import {
  bold,
  type Cell,
  code,
  escapeText,
  type Mrkdwn,
  md,
  mentionChannel,
  mentionUser,
  mentionUserGroup,
  slackDate,
  type TableRow,
} from '../slack/blocks.ts';
import { cutText, showInvisible } from '../slack/plain-text.ts';
import type { ExpiringProblem, ListedItem } from './find-expiring.ts';
import { dateText, endText, noteText, placeText, staleText } from './words.ts';

/** As Slack counts them, so that a page always fits into a message. */
const mostCharacters = { name: 70, owner: 70, path: 240, note: 80 };

/** One thing in both looks of a list: name first, then when, then whose; the path on a line of its own. */
export function itemRow(
  item: ListedItem,
  several: boolean,
  { now, zone }: { now: Date; zone: string },
): TableRow {
  const at = new Date(item.expiresAt);
  const name = shortened(item.name, mostCharacters.name);
  const path = shortened(placeText(item, several), mostCharacters.path);
  const mark = item.state === 'expired' && item.selfRenewing === undefined ? ':red_circle: ' : '';
  const isNear = Math.abs(at.getTime() - now.getTime()) < 2 * dayMs;
  // Far ahead nobody asks for the minute.
  const date = slackDate(at, dateText(at, zone), isNear ? '{date_short} {time}' : '{date_short}');
  const when = endText(at, now, zone);
  // The bot's own login is nowhere, and its name says all.
  const place = item.kind === 'own-login' ? '' : md`\n${code(path)}`;
  const notes = shortened(`${noteText(item)}${staleText(item, now)}`, mostCharacters.note);
  return {
    cells: [when, dateText(at, zone), `${name}${notes}`, ownerCell(item.owner), path],
    line: md`${mark}${bold(name)}  ${when}, ${date}, ${ownerMention(item.owner)}${place}${notes}`,
  };
}

export function problemRow(problem: ExpiringProblem, several: boolean): TableRow {
  const place = shortened(placeText(problem, several), mostCharacters.path);
  const why = shortened(problem.problem, mostCharacters.path);
  return { cells: [place, why], line: md`${code(place)}  ${why}` };
}

/** Slack shows the name or the handle for an id. Whoever reads the answer alone calls nobody with it. */
export function ownerMention(owner: string | null | undefined): Mrkdwn {
  const address = readOwner(owner ?? undefined);
  if (address.kind === 'none') return md`no owner`;
  if (address.kind === 'user') return mentionUser(address.id);
  if (address.kind === 'group') return mentionUserGroup(address.id);
  if (address.kind === 'channel') return mentionChannel(address.id);
  return md`${shortened(owner ?? '', mostCharacters.owner)}`;
}

function ownerCell(owner: string | null): Cell {
  const address = readOwner(owner ?? undefined);
  if (address.kind === 'none') return 'no owner';
  if (address.kind === 'user' || address.kind === 'group' || address.kind === 'channel')
    return { mention: address.kind, id: address.id };
  return shortened(owner ?? '', mostCharacters.owner);
}

/** Cut so that it stays within `max` when Slack's three characters are escaped and invisible ones are shown. */
function shortened(text: string, max: number): string {
  const visible = showInvisible(text.slice(0, max));
  let short = cutText(text.length > max ? `${visible}…` : visible, max);
  while (escapeText(short).length > max) short = cutText(short, Math.floor(short.length * 0.8));
  return short;
}
