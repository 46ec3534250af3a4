import type { KnownBlock } from '@slack/types';
import type { Config } from '../../config/config.ts';
import {
  actions,
  bold,
  code,
  codeBlock,
  context,
  joinText,
  link,
  list,
  type Mrkdwn,
  md,
  mentionChannel,
  mentionUser,
  message,
  section,
  struck,
  type Text,
} from '../../slack/blocks.ts';
import type { Message } from '../../slack/message.ts';
import { currentSightings, type Incident, isMuted, type Sighting } from './incident.ts';
import { buttonsFor } from './incident-buttons.ts';
import {
  fillCommand,
  headline,
  lengthOf,
  mentions,
  nameOf,
  placeName,
  runbookText,
  severityWord,
  spanOf,
  timeOf,
} from './incident-words.ts';
import { calledFor } from './route.ts';

/** What the message needs to know beside the incident. */
export interface MessageContext {
  config: Config;
  now: number;
  /** `https://example.slack.com/`, for links to messages; undefined until Slack has told it. */
  workspaceUrl: string | undefined;
}

const mostLines = 6;

/** The one message of an incident: edited as it goes on, with buttons only while they do something. */
export function incidentMessage(incident: Incident, { config, now, workspaceUrl }: MessageContext): Message {
  const { guide, state } = incident;
  const call = callText(incident, config, now);
  return {
    ...message({
      text: md`${guide.title}, ${placeName(incident)}: ${stateText(incident)}`,
      blocks: [
        section(joinText([headline(incident), stateText(incident)])),
        ...list(sightingLines(incident), { max: mostLines }),
        ...(state === 'open' ? guideBlocks(incident) : []),
        ...list(noteLines(incident)),
      ],
      footer: [
        ...peopleLine(incident, now),
        actions(buttonsFor(incident, now)),
        context(joinText(footnotes(incident, config, workspaceUrl), '  ·  ')),
      ],
    }),
    ...(call === undefined ? {} : { mention: call.source }),
  };
}

/** What stays in the channel that an incident has left. */
export function movedMessage(incident: Incident, channel: string): Message {
  const words = md`It got worse and goes on in ${mentionChannel(channel)}.`;
  return message({
    text: md`${incident.guide.title}, ${placeName(incident)}: ${words}`,
    blocks: [section(joinText([headline(incident), words]))],
    footer: [context(md`Reference ${incident.id}`)],
  });
}

/** Whom the first post calls. Nobody, when it is over or muted by then. */
function callText(incident: Incident, config: Config, now: number): Mrkdwn | undefined {
  const called = calledFor(incident.openedAs, config);
  if (incident.told?.called || incident.state === 'over' || isMuted(incident, now)) return undefined;
  if (called.length === 0) return undefined;
  return mentions(called);
}

/** `Critical since 14:02, 2 places`, or how long it was. */
function stateText(incident: Incident): Mrkdwn {
  const { severity, since, overAt, times } = incident;
  const often = times > 1 ? md`, ${times} times` : md``;
  if (incident.state === 'over' && overAt !== undefined)
    return md`Over after ${lengthOf(overAt - since)}${often}, ${spanOf(since, overAt)}`;
  return md`${severityWord[severity]} since ${timeOf(since)}${often}`;
}

/** What is wrong now, then what was; how long each was only where that differs from the whole. */
function sightingLines(incident: Incident): Mrkdwn[] {
  const current = currentSightings(incident);
  const gone = incident.sightings.filter(({ overAt }) => overAt !== undefined);
  const differs = current.length + gone.length > 1;
  return [...current, ...gone].map((one) => sightingLine(one, differs));
}

function sightingLine(sighting: Sighting, saysLength: boolean): Mrkdwn {
  const { overAt, since, text } = sighting;
  const name = nameOf(sighting);
  // The rule may have said where by itself.
  const rest = text.startsWith(name) ? text.slice(name.length) : ` ${text}`;
  if (overAt === undefined) return name === '' ? md`•  ${text}` : md`•  ${code(name)}${rest}`;
  const was = name === '' ? md`•  ${struck(text)}` : md`•  ${code(name)} ${struck(rest.trim())}`;
  return saysLength ? md`${was}  _over after ${lengthOf(overAt - since)}_` : was;
}

function guideBlocks(incident: Incident): KnownBlock[] {
  const { guide, cluster } = incident;
  const sightings = currentSightings(incident);
  const texts: Text[] = [
    ...(guide.meaning === '' ? [] : [md`${bold('For users')}  ${guide.meaning}`]),
    ...(guide.nextStep === '' ? [] : [md`${bold('Next')}  ${guide.nextStep}`]),
    ...(guide.command === undefined ? [] : [codeBlock(fillCommand(guide.command, { cluster, sightings }))]),
  ];
  return texts.length === 0 ? [] : [section(joinText(texts))];
}

function noteLines({ notes }: Incident): Mrkdwn[] {
  return notes.map(({ by, text }) => md`${bold('Note')}  ${text} – ${mentionUser(by)}`);
}

/** Who is on it, and who muted it until when. */
function peopleLine(incident: Incident, now: number): KnownBlock[] {
  const { taken, muted, state } = incident;
  if (state === 'over')
    return taken.by === undefined ? [] : [context(md`${mentionUser(taken.by)} was on it`)];
  const onIt = taken.by === undefined ? [] : [md`${mentionUser(taken.by)} is on it`];
  const end = muted.until === undefined ? md`until it is over` : md`until ${timeOf(muted.until)}`;
  const quiet =
    isMuted(incident, now) && muted.by !== undefined ? [md`Muted by ${mentionUser(muted.by)} ${end}`] : [];
  const parts = [...onIt, ...quiet];
  return parts.length === 0 ? [] : [context(joinText(parts, '  ·  '))];
}

function footnotes(incident: Incident, config: Config, workspaceUrl: string | undefined): Mrkdwn[] {
  const { guide, last, told } = incident;
  const runbook = runbookText(guide.runbook, config.incidents.runbooks);
  return [
    ...(told?.meantFor === undefined
      ? []
      : [md`Meant for ${mentionChannel(told.meantFor)}, which does not take my posts`]),
    ...(runbook ? [runbook] : []),
    ...(last ? [lastText(last, workspaceUrl)] : []),
    md`Reference ${incident.id}`,
  ];
}

function lastText(last: NonNullable<Incident['last']>, workspaceUrl: string | undefined): Mrkdwn {
  const url = messageUrl(last, workspaceUrl);
  return url === undefined
    ? md`Last time ${timeOf(last.at)}`
    : md`Last time ${timeOf(last.at)}: ${link(url, 'see there')}`;
}

/** The address of a message: https://docs.slack.dev/reference/methods/chat.getPermalink */
export function messageUrl(
  place: { channel?: string | undefined; ts?: string | undefined },
  workspaceUrl: string | undefined,
): string | undefined {
  const { channel, ts } = place;
  if (channel === undefined || ts === undefined || workspaceUrl === undefined) return undefined;
  return `${workspaceUrl.replace(/\/+$/, '')}/archives/${channel}/p${ts.replace('.', '')}`;
}
