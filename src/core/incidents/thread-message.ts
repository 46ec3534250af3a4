import type { Config } from '../../config/config.ts';
import { wireId } from '../../define-interaction.ts';
import {
  actions,
  button,
  joinText,
  type Mrkdwn,
  md,
  mentionUser,
  message,
  section,
} from '../../slack/blocks.ts';
import type { Message } from '../../slack/message.ts';
import type { Incident, News } from './incident.ts';
import { lengthOf, mentions, nameOf, severityWord, shortList, timeOf } from './incident-words.ts';
import { incidentButtons, refOf } from './interaction-ids.ts';
import type { Severity } from './problem.ts';
import type { Response } from './respond.ts';
import { calledFor } from './route.ts';

/** What one round brought, for the thread: one reply, however much it was. */
export function newsMessage(incident: Incident, news: readonly News[], config: Config): Message {
  const lines = news.map((one) => newsText(one, incident));
  const worse = news.find((one) => one.kind === 'worse');
  const call = worse ? callFor(worse.severity, config) : undefined;
  return {
    ...message({ text: joinText(lines, ' '), blocks: [section(joinText(lines))] }),
    ...(call === undefined ? {} : { mention: call.source }),
  };
}

function callFor(severity: Severity, config: Config): Mrkdwn | undefined {
  const called = calledFor(severity, config);
  return called.length === 0 ? undefined : mentions(called);
}

function newsText(news: News, incident: Incident): Mrkdwn {
  switch (news.kind) {
    case 'opened':
      return md`It began.`;
    case 'reopened':
      return md`It is back. This is time ${incident.times}.`;
    case 'over': {
      const { overAt = incident.since, since, sightings } = incident;
      const names = sightings.map(nameOf).filter((name) => name !== '');
      const seen = names.length === 0 ? md`` : md` Seen: ${shortList(names, 10)}.`;
      return md`Over after ${lengthOf(overAt - since)}.${seen}`;
    }
    case 'joined':
      return md`Now also ${shortList(news.sightings.map(nameOf).map(orCluster), 10)}.`;
    case 'left':
      return md`Over for ${shortList(news.sightings.map(nameOf).map(orCluster), 10)}.`;
    case 'worse':
      return md`It got worse: ${severityWord[news.severity].toLowerCase()} now.`;
  }
}

function orCluster(name: string): string {
  return name === '' ? 'the cluster' : name;
}

/** What somebody did, for the thread. */
export function responseMessage(response: Response): Message {
  const text = responseText(response);
  return message({ text, blocks: [section(text)] });
}

function responseText(response: Response): Mrkdwn {
  const who = mentionUser(response.by);
  switch (response.kind) {
    case 'taken':
      return md`${who} is on it.`;
    case 'handed-back':
      return md`${who} handed it back: it is free.`;
    case 'confirmed':
      return md`${who} is still on it.`;
    case 'muted':
      return response.until === undefined
        ? md`${who} muted this until it is over.`
        : md`${who} muted this until ${timeOf(response.until)}.`;
    case 'unmuted':
      return md`${who} lifted the mute.`;
    case 'noted':
      return md`Note by ${who}: ${response.text}`;
    case 'asked':
      return md`${who}, are you still on it?`;
    case 'released':
      return md`No answer from ${who}, so it is free again.`;
  }
}

/** Asks whoever is on it, with the two answers. */
export function askMessage({ id, taken }: Pick<Incident, 'id' | 'taken'>): Message {
  const text = responseText({ kind: 'asked', by: taken.by ?? '' });
  const value = refOf(id, taken.turn);
  return message({
    text,
    blocks: [section(text)],
    footer: [
      actions([
        button({ actionId: wireId(incidentButtons.confirm), text: 'Still on it', value, style: 'primary' }),
        button({ actionId: wireId(incidentButtons.handBack), text: 'Hand back', value }),
      ]),
    ],
  });
}

/** How a question ended. */
export type AskEnd = 'confirmed' | 'handed-back' | 'taken' | 'over' | 'unanswered';

const askEnds: Readonly<Record<AskEnd, string>> = {
  confirmed: 'is still on it.',
  'handed-back': 'was asked, and handed it back.',
  taken: 'was asked; somebody else is on it by now.',
  over: 'was asked; it is over by now.',
  unanswered: 'was asked, without an answer.',
};

/** What stands where the question was. */
export function answeredMessage(by: string, end: AskEnd): Message {
  const text = md`${mentionUser(by)} ${askEnds[end]}`;
  return message({ text, blocks: [section(text)] });
}
