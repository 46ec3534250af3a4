import { readOwner } from '../../core/people/owner-address.ts';
import { dateInZone } from '../../lib/times.ts';
import {
  type Mrkdwn,
  md,
  mentionChannel,
  mentionUser,
  mentionUserGroup,
  slackDate,
} from '../../slack/blocks.ts';
import type { LineState } from './line-state.ts';
import { daysBetween } from './stage.ts';

/** How digests and forms say things. Pure. */

/** `in 5 days`, `tomorrow`, `today`, `2 days ago`: by the calendar of `zone`. */
export function daysText(at: Date, now: Date, zone: string): string {
  const days = daysBetween(now, at, zone);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  return days > 0 ? `in ${days} days` : `${-days} days ago`;
}

/** A day, in the reader's own zone where the client knows it. */
export function dayDate(at: Date, zone: string): Mrkdwn {
  return slackDate(at, dateInZone(at, zone), '{date_short}');
}

/** An owner as a mention, where it is one; a mail as it stands. */
export function ownerText(owner: string): Mrkdwn {
  const address = readOwner(owner);
  switch (address.kind) {
    case 'user':
      return mentionUser(address.id);
    case 'group':
      return mentionUserGroup(address.id);
    case 'channel':
      return mentionChannel(address.id);
    default:
      return md`${owner}`;
  }
}

/** What has become of a line, for all to see; undefined while nothing has. */
export function stateText(state: LineState, zone: string): Mrkdwn | undefined {
  const day = (ms: number): Mrkdwn => dayDate(new Date(ms), zone);
  switch (state.is) {
    case 'open':
      return undefined;
    case 'sameDate':
      return md`Version ${state.version} is there since, with the old date. Set the new one with *Rotated…*`;
    case 'snoozed':
      return md`Snoozed by ${mentionUser(state.by)} until ${day(state.untilMs)}`;
    case 'asked':
      return md`${mentionUser(state.by)} says it belongs to ${ownerText(state.owner)}; operators are asked`;
    case 'kept':
      return md`It stays here, says ${mentionUser(state.by)}: it is not ${ownerText(state.owner)}’s`;
    case 'dated':
      return md`${mentionUser(state.by)} set the date to ${day(state.expiresAtMs)}; the next scan will see it`;
    case 'renewed':
      return state.by === undefined
        ? md`renewed until ${day(state.expiresAtMs)}`
        : md`renewed until ${day(state.expiresAtMs)} by ${mentionUser(state.by)}`;
    case 'given':
      return md`now ${ownerText(state.owner)}’s, says ${mentionUser(state.by)}`;
    case 'replaced':
      return md`a newer one is there`;
    case 'undated':
      return md`has no date any more`;
    case 'gone':
      return md`is not there any more`;
  }
}
