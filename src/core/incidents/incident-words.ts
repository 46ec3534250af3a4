import { dayMs, hourMs, minuteMs, secondMs } from '../../lib/times.ts';
import {
  bold,
  code,
  joinText,
  link,
  type Mrkdwn,
  md,
  mentionUser,
  mentionUserGroup,
  slackDate,
  type Text,
} from '../../slack/blocks.ts';
import type { Incident, Sighting } from './incident.ts';
import type { Severity } from './problem.ts';
import type { Refusal } from './respond.ts';

/** Words that the views of incidents share. Pure. */

export const severityWord: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Info',
};

const emoji: Readonly<Record<Severity, string>> = {
  critical: ':red_circle:',
  warning: ':large_orange_circle:',
  info: ':large_blue_circle:',
};

export function emojiOf({ state, severity }: Pick<Incident, 'state' | 'severity'>): string {
  return state === 'over' ? ':large_green_circle:' : emoji[severity];
}

/** `prod`, `prod, payments/`, or the bot's own view. */
export function placeName({ cluster, area }: Pick<Incident, 'cluster' | 'area'>): string {
  const where = cluster === '' ? 'seen from the bot' : cluster;
  return area === '' ? where : `${where}, ${area}`;
}

/** `*Node is sealed*  ·  prod` */
export function headline(
  incident: Pick<Incident, 'guide' | 'cluster' | 'area' | 'state' | 'severity'>,
): Mrkdwn {
  return md`${emojiOf(incident)} ${bold(incident.guide.title)}  ·  ${placeName(incident)}`;
}

/** A time in the reader's zone. */
export function timeOf(at: number): Mrkdwn {
  return slackDate(new Date(at), isoOf(at));
}

/** From when to when; the day is said once. */
export function spanOf(from: number, to: number): Mrkdwn {
  const end = to - from < 12 * hourMs ? slackDate(new Date(to), isoOf(to), '{time}') : timeOf(to);
  return md`${timeOf(from)} to ${end}`;
}

function isoOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? 'some time'
    : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A span in its two largest units: `1 hour 5 minutes`, `40 seconds`. */
export function lengthOf(spanMs: number): string {
  const units = [
    [dayMs, 'day'],
    [hourMs, 'hour'],
    [minuteMs, 'minute'],
    [secondMs, 'second'],
  ] as const;
  const first = units.findIndex(([unitMs]) => spanMs >= unitMs);
  if (first === -1) return 'less than a second';
  const [large, small] = [units[first], units[first + 1]];
  if (!large) return 'less than a second';
  const rest = spanMs % large[0];
  // Seconds beside minutes say nothing.
  const isWorth = small !== undefined && small[1] !== 'second' && rest >= small[0];
  return `${countOf(spanMs, large)}${isWorth ? ` ${countOf(rest, small)}` : ''}`;
}

function countOf(spanMs: number, [unitMs, name]: readonly [number, string]): string {
  const count = Math.floor(spanMs / unitMs);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}

/** `vault-1.example.com:8200`, `payments/`, or '' for the cluster itself. */
export function nameOf({ node, namespace }: Pick<Sighting, 'node' | 'namespace'>): string {
  const host = node === undefined ? '' : URL.canParse(node) ? new URL(node).host || node : node;
  return [host, namespace ?? ''].filter((part) => part !== '').join(' ');
}

/** A list that stays short: `a, b and 3 more`. */
export function shortList(names: readonly string[], most = 3): Mrkdwn {
  const shown = joinText(names.slice(0, most).map(code), ', ');
  return names.length > most ? md`${shown} and ${names.length - most} more` : shown;
}

/** User groups and people, mentioned. */
export function mentions(ids: readonly string[]): Mrkdwn {
  return joinText(
    ids.map((id) => (id.startsWith('S') ? mentionUserGroup(id) : mentionUser(id))),
    ' ',
  );
}

/** The runbook as a link where its address is known. */
export function runbookText(runbook: string, base: string | undefined): Mrkdwn | undefined {
  if (runbook === '') return undefined;
  if (/^https?:\/\//.test(runbook)) return link(runbook, 'Runbook');
  if (base !== undefined) return link(`${base.replace(/\/+$/, '')}/${runbook}`, 'Runbook');
  return md`Runbook ${code(`docs/runbooks/${runbook}`)}`;
}

/** So many nodes get a command of their own. */
const mostCommands = 5;

/**
 * A command with the problem's own names in it, a line for each node that it is about. What would not be safe to paste
 * stays a placeholder.
 */
export function fillCommand(
  command: string,
  { cluster, sightings }: { cluster: string; sightings: readonly Pick<Sighting, 'node' | 'namespace'>[] },
): string {
  const places = sightings.length === 0 ? [{ node: undefined, namespace: undefined }] : sightings;
  const lines = places.slice(0, mostCommands).map(({ node, namespace }) => {
    const values: Readonly<Record<string, string | undefined>> = { cluster, node, namespace };
    return command.replace(/\{(cluster|node|namespace)\}/g, (placeholder, name: string) => {
      const value = values[name];
      return value !== undefined && /^[A-Za-z0-9._:/[\]-]+$/.test(value) ? value : placeholder;
    });
  });
  return [...new Set(lines)].join('\n');
}

/** What the person reads whose click changed nothing. */
export function refusalText(refusal: Refusal): Text {
  switch (refusal.why) {
    case 'over':
      return 'This is over by now, so there is nothing to do.';
    case 'faster':
      return refusal.by === undefined
        ? 'Somebody was faster: the message shows how it is now.'
        : md`${mentionUser(refusal.by)} was faster.`;
    case 'yours':
      return 'You are on it already.';
    case 'not-yours':
      return 'Somebody else is on it, or nobody is. Take it over with the button in the message.';
    case 'not-muted':
      return 'This is not muted any more.';
  }
}
