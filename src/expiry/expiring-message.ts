import type { KnownBlock } from '@slack/types';
import { bold, code, context, list, type Mrkdwn, md, message, section, slackDate } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { cutText } from '../slack/plain-text.ts';
import type { ExpiringProblem, ListedItem } from './find-expiring.ts';
import type { ExpiringAnswer } from './visible.ts';
import {
  counted,
  dateText,
  hasSeveralClusters,
  noteText,
  placeText,
  skippedText,
  totalsText,
  whenText,
} from './words.ts';

/** What a reader of a phone scrolls through; the terminal and `within` show the rest. */
const mostItems = 25;
const mostProblems = 10;
const mostPlaces = 20;
const mostCharacters = { name: 60, owner: 60, path: 200 };

/** The answer for Slack. Paths stand in it only where they may: the rest gets counts. Pure. */
export function expiringMessage(answer: ExpiringAnswer, options: { now: Date; zone: string }): Message {
  const { detail, report } = answer;
  const totals = totalsText(sumOf(answer.counts), answer.withinMs, answer.noun);
  const showsPaths = detail === 'paths' && (report.items.length > 0 || report.problems.length > 0);
  return message({
    text: totals,
    blocks: [
      section(md`${bold(totals)}${answer.scope === 'own' ? '\nOf what you or your groups own.' : ''}`),
      ...(showsPaths ? itemBlocks(answer, options) : []),
      ...(showsPaths ? problemBlocks(answer) : []),
      ...(detail === 'counts' || (detail === 'paths' && !showsPaths) ? placeBlocks(answer) : []),
    ],
    footer: [context(...footerTexts(answer, options.zone))],
  });
}

function itemBlocks({ report }: ExpiringAnswer, options: { now: Date; zone: string }): KnownBlock[] {
  const several = hasSeveralClusters(report);
  return list(
    report.items.map((item) => itemRow(item, several, options)),
    { max: mostItems },
  );
}

/** Name first, then when, then whose; the path on a line of its own. */
function itemRow(item: ListedItem, several: boolean, { now, zone }: { now: Date; zone: string }): Mrkdwn {
  const at = new Date(item.expiresAt);
  const mark = item.state === 'expired' ? ':red_circle: ' : '';
  const date = slackDate(at, dateText(at, zone), '{date_short} {time}');
  const owner = item.owner === null ? 'no owner' : cutText(item.owner, mostCharacters.owner);
  const path = cutText(placeText(item, several), mostCharacters.path);
  return md`${mark}${bold(cutText(item.name, mostCharacters.name))}  ${whenText(at, now)}, ${date}, ${owner}\n${code(path)}${noteText(item)}`;
}

function problemBlocks({ report }: ExpiringAnswer): KnownBlock[] {
  if (report.problems.length === 0) return [];
  const several = hasSeveralClusters(report);
  return [
    section(bold(`Not known for ${counted(report.problems.length, 'place')}`)),
    ...list(
      report.problems.map((problem) => problemRow(problem, several)),
      { max: mostProblems },
    ),
  ];
}

function problemRow(problem: ExpiringProblem, several: boolean): Mrkdwn {
  return md`${code(cutText(placeText(problem, several), mostCharacters.path))}  ${problem.problem}`;
}

function placeBlocks({ counts }: ExpiringAnswer): KnownBlock[] {
  const several = counts.some(({ cluster }) => cluster !== counts[0]?.cluster);
  const rows = counts.map(
    (place) => md`${code(placeText(place, several))}  ${place.expired} expired, ${place.expiring} soon`,
  );
  return list(rows, { max: mostPlaces });
}

function footerTexts(answer: ExpiringAnswer, zone: string): Mrkdwn[] {
  const { report, detail, scope, problemCount } = answer;
  const scannedAt = new Date(report.scannedAt);
  const looked = md`${counted(report.scanned, 'secret')} looked at ${slackDate(scannedAt, dateText(scannedAt, zone))}`;
  const texts = [scope === 'all' ? looked : md`Looked ${slackDate(scannedAt, dateText(scannedAt, zone))}`];
  if (problemCount > 0 && detail !== 'paths')
    texts.push(md`not known for ${counted(problemCount, 'more place')}`);
  if (detail === 'counts') texts.push(md`ask in a direct message for names and paths`);
  const skipped = skippedText(answer.skipped);
  if (skipped !== undefined && detail === 'paths') texts.push(md`${skipped}`);
  return texts;
}

function sumOf(counts: readonly { expired: number; expiring: number }[]): {
  expired: number;
  expiring: number;
} {
  return {
    expired: counts.reduce((sum, { expired }) => sum + expired, 0),
    expiring: counts.reduce((sum, { expiring }) => sum + expiring, 0),
  };
}
