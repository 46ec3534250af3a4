import type { KnownBlock } from '@slack/types';
import type { Config } from '../../config/config.ts';
import { wireId } from '../../define-interaction.ts';
import {
  actions,
  bold,
  button,
  context,
  joinText,
  list,
  type Mrkdwn,
  md,
  message,
  section,
} from '../../slack/blocks.ts';
import type { Message } from '../../slack/message.ts';
import { type Incident, severities, worstOf } from './incident.ts';
import { emojiOf, lengthOf, mentions, shortList, spanOf, timeOf } from './incident-words.ts';
import { incidentButtons, refOf } from './interaction-ids.ts';
import { calledFor } from './route.ts';

const mostLines = 12;

/**
 * One message for many incidents: a line for each rule, with the clusters that still have it. Its button lists them
 * one by one: buttons for each would be as many as the messages that it stands for.
 */
export function summaryMessage(id: string, incidents: readonly Incident[], config: Config): Message {
  if (incidents.length === 0) return emptyMessage();
  const open = incidents.filter(({ state }) => state === 'open');
  const since = Math.min(...incidents.map((one) => one.since));
  const headline = open.length > 0 ? openText(incidents, open, since) : overText(incidents, since);
  const worst = worstOf(open.map((one) => one.severity));
  const called = worst ? calledFor(worst, config) : [];
  return {
    ...message({
      text: headline,
      blocks: [section(headline), ...list(ruleLines(incidents), { max: mostLines })],
      footer:
        open.length > 0 ? openFooter(id) : [context('They shared this message, since they began at once.')],
    }),
    ...(called.length > 0 ? { mention: mentions(called).source } : {}),
  };
}

function openFooter(id: string): KnownBlock[] {
  const list = { actionId: wireId(incidentButtons.list), text: 'List each', value: refOf(id, 0) };
  return [
    actions([button(list)]),
    context(
      'So many began at once that they share this message. Those that are left get messages of their own once they are few.',
    ),
  ];
}

/** When all of them have left it. */
function emptyMessage(): Message {
  const text = md`${emojiOf({ state: 'open', severity: 'info' })} Many incidents began at once here. Each has a message of its own by now.`;
  return message({ text, blocks: [section(text)] });
}

function openText(all: readonly Incident[], open: readonly Incident[], since: number): Mrkdwn {
  const worst = worstOf(open.map((one) => one.severity)) ?? 'info';
  const emoji = emojiOf({ state: 'open', severity: worst });
  const over = all.length - open.length;
  const rest = over === 0 ? md`` : md`, ${over} more over by now`;
  return md`${emoji} ${bold(`${open.length} ${open.length === 1 ? 'incident' : 'incidents'} at once`)}${rest}, since ${timeOf(since)}`;
}

function overText(all: readonly Incident[], since: number): Mrkdwn {
  const end = Math.max(...all.map((one) => one.overAt ?? since));
  return md`${emojiOf({ state: 'over', severity: 'info' })} ${bold(`${all.length} incidents, all over`)} after ${lengthOf(end - since)}, ${spanOf(since, end)}`;
}

/** Worst first, then those of most clusters; rules that are all over come last. */
function ruleLines(incidents: readonly Incident[]): Mrkdwn[] {
  const byRule = new Map<string, Incident[]>();
  for (const one of incidents) byRule.set(one.rule, [...(byRule.get(one.rule) ?? []), one]);
  return [...byRule.values()]
    .map((group) => ({ group, open: group.filter(({ state }) => state === 'open') }))
    .sort((a, b) => rank(a.open) - rank(b.open) || b.open.length - a.open.length)
    .map(({ group, open }) => ruleLine(group, open));
}

function rank(open: readonly Incident[]): number {
  const worst = worstOf(open.map((one) => one.severity));
  return worst ? severities.indexOf(worst) : severities.length;
}

function ruleLine(group: readonly Incident[], open: readonly Incident[]): Mrkdwn {
  const title = bold(group[0]?.guide.title ?? '');
  const over = group.length - open.length;
  if (open.length === 0)
    return md`${emojiOf({ state: 'over', severity: 'info' })} ${title}  over, ${shortList(clustersOf(group))}`;
  const severity = worstOf(open.map((one) => one.severity)) ?? 'info';
  const parts = [shortList(clustersOf(open), 5), ...(over > 0 ? [md`${over} over`] : [])];
  return md`${emojiOf({ state: 'open', severity })} ${title}  ${joinText(parts, ', ')}`;
}

function clustersOf(incidents: readonly Incident[]): string[] {
  return [...new Set(incidents.map(({ cluster }) => cluster || 'seen from the bot'))];
}
