import type { KnownBlock } from '@slack/types';
import { type Incident, isMuted } from '../core/incidents/incident.ts';
import { headline, timeOf } from '../core/incidents/incident-words.ts';
import { header, list, type Mrkdwn, md, mentionUser } from '../slack/blocks.ts';

/** In App Home of those who may do something about it: what is wrong, and who is on it. */
export function incidentBlocks(open: readonly Incident[], now: number): KnownBlock[] {
  if (open.length === 0) return [];
  return [
    header('Open incidents'),
    ...list(
      open.map((one) => incidentLine(one, now)),
      { max: 15 },
    ),
  ];
}

function incidentLine(incident: Incident, now: number): Mrkdwn {
  const { taken, since } = incident;
  const onIt = taken.by === undefined ? md`` : md`, ${mentionUser(taken.by)} is on it`;
  const quiet = isMuted(incident, now) ? md`, muted` : md``;
  return md`${headline(incident)}  since ${timeOf(since)}${onIt}${quiet}`;
}
