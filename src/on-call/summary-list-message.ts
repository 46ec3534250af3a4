import type { ActionsBlockElement, KnownBlock } from '@slack/types';
import { currentSightings, type Incident, isMuted, severities } from '../core/incidents/incident.ts';
import { headline, nameOf, severityWord, shortList, timeOf } from '../core/incidents/incident-words.ts';
import { incidentButtons, refOf } from '../core/incidents/interaction-ids.ts';
import { wireId } from '../define-interaction.ts';
import {
  actions,
  button,
  context,
  joinText,
  type Mrkdwn,
  md,
  mentionUser,
  message,
  section,
  type Text,
} from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';

export const rowsOnPage = 10;

export interface SummaryList {
  /** Of the summary. */
  id: string;
  /** Its incidents. */
  incidents: readonly Incident[];
  page: number;
  /** Whether this person may do something about them. */
  mayRespond: boolean;
  /** What the last click did. */
  note?: Text;
}

/** For one person: the incidents that share a summary and are open, worst first, page by page. */
export function summaryListMessage(list: SummaryList, now: number): Message {
  const open = list.incidents
    .filter(({ state }) => state === 'open')
    .sort(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        a.cluster.localeCompare(b.cluster, 'en', { numeric: true }),
    );
  const pages = Math.max(1, Math.ceil(open.length / rowsOnPage));
  // What was on the last page may be over by now.
  const page = Math.min(list.page, pages - 1);
  const shown = open.slice(page * rowsOnPage, (page + 1) * rowsOnPage);
  const text =
    open.length === 0
      ? 'All of them are over, or have a message of their own by now.'
      : `${open.length} open ${open.length === 1 ? 'incident' : 'incidents'} share that message`;
  return message({
    text,
    blocks: [
      ...(list.note === undefined ? [] : [section(list.note)]),
      section(text),
      ...shown.map((one) => row(one, page, list.mayRespond, now)),
    ],
    footer: footer(list, page, pages),
  });
}

function row(incident: Incident, page: number, mayRespond: boolean, now: number): KnownBlock {
  const { severity, since, taken } = incident;
  const names = currentSightings(incident)
    .map(nameOf)
    .filter((name) => name !== '');
  const parts: Mrkdwn[] = [
    md`${severityWord[severity]} since ${timeOf(since)}`,
    ...(names.length === 0 ? [] : [shortList(names)]),
    ...(taken.by === undefined ? [] : [md`${mentionUser(taken.by)} is on it`]),
    ...(isMuted(incident, now) ? [md`muted`] : []),
  ];
  const text = joinText([headline(incident), joinText(parts, ', ')]);
  if (!mayRespond) return section(text);
  const own = {
    actionId: wireId(incidentButtons.ownMessage),
    text: 'Own message',
    value: refOf(incident.id, page),
  };
  return section(text, button(own));
}

function footer({ id, mayRespond }: SummaryList, page: number, pages: number): KnownBlock[] {
  const turn = (text: string, to: number): ActionsBlockElement =>
    button({ actionId: wireId(incidentButtons.list), text, value: refOf(id, to) });
  const turns = [
    ...(page > 0 ? [turn('Previous', page - 1)] : []),
    ...(page + 1 < pages ? [turn('Next', page + 1)] : []),
  ];
  const words = [
    ...(pages > 1 ? [md`Page ${page + 1} of ${pages}`] : []),
    ...(mayRespond
      ? [md`An own message has the buttons to be on it, to mute it and to note what helped`]
      : []),
  ];
  return [
    ...(turns.length > 0 ? [actions(turns)] : []),
    ...(words.length > 0 ? [context(joinText(words, '  ·  '))] : []),
  ];
}
