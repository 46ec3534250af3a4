import type { Detail } from '../../core/people/visibility.ts';
import { code, context, list, type Mrkdwn, md, message, section } from '../../slack/blocks.ts';
import type { Message } from '../../slack/message.ts';
import { cutText } from '../../slack/plain-text.ts';
import { dayDate } from '../reminders/line-words.ts';
import { counted, placeText } from '../words.ts';
import type { StalePlace } from './stale-store.ts';

/** What leaves the metrics since no scan has seen it. */
export interface StaleNote {
  cluster: string;
  count: number;
  since: Date;
  /** Why the cluster as a whole could not be looked at. */
  why?: string | undefined;
  /** Where they are; none when it is all of the cluster. */
  places?: readonly NotedPlace[];
}

type NotedPlace = StalePlace & { why: string | undefined };

const mostPlaces = 20;
const mostCharacters = { place: 160, why: 200 };

/** Says to operators what is not seen any more, since when, and what to do. Pure. */
export function staleNoteMessage(
  note: StaleNote,
  look: { zone: string; command: string; detail: Detail },
): Message {
  const { cluster, count, places = [] } = note;
  const isNamed = look.detail !== 'anonymous';
  const where = isNamed ? code(cutText(cluster, mostCharacters.place)) : 'one cluster';
  const things = note.places ? counted(count, 'thing') : `all ${counted(count, 'known thing')}`;
  const title = md`For 7 days no scan has seen ${things} of ${where}. They leave the metrics now.`;
  const lines = isNamed ? places.map((place) => placeLine(place, look.zone)) : [];
  return message({
    text: title,
    blocks: [
      section(md`:warning: ${title}${lines.length > 0 ? '' : md`\n${sinceText(note, look.zone)}`}`),
      ...list(lines, { max: mostPlaces }),
    ],
    footer: [context(adviceText(look.command))],
  });
}

function sinceText({ since, why }: StaleNote, zone: string): Mrkdwn {
  return md`Not seen since ${dayDate(since, zone)}${whyText(why)}`;
}

function placeLine({ namespace, mount, count, sinceMs, why }: NotedPlace, zone: string): Mrkdwn {
  const path = code(cutText(placeText({ cluster: '', namespace, mount }, false), mostCharacters.place));
  return md`${path}  ${counted(count, 'thing')}, not seen since ${dayDate(new Date(sinceMs), zone)}${whyText(why)}`;
}

function whyText(why: string | undefined): string {
  return why === undefined ? '' : `: ${cutText(why, mostCharacters.why)}`;
}

function adviceText(command: string): Mrkdwn {
  const problems = code(`${command} expiring problems`);
  return md`${problems} says what is in the way, ${code('vault-steward doctor')} which rights are missing. The next scan that sees them brings them back; until then lists and reminders go by what was known last.`;
}
