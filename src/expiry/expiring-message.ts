import type { KnownBlock } from '@slack/types';
import {
  actions,
  bold,
  code,
  context,
  dataTable,
  joinText,
  list,
  type Mrkdwn,
  md,
  message,
  section,
  slackDate,
  type TableLook,
} from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { cutText } from '../slack/plain-text.ts';
import type { ExpiringAnswer } from './answer-expiring.ts';
import { listButtons } from './expiring-buttons.ts';
import { describeQuery } from './expiring-query.ts';
import { itemRow, ownerMention, problemRow } from './expiring-rows.ts';
import {
  counted,
  dateText,
  hasSeveralClusters,
  placeText,
  skippedText,
  totalsText,
  untoldText,
  whenText,
} from './words.ts';

/** Rows of a page: what a reader of a phone scrolls through. */
export const rowsOnPage = 20;
const mostProblems = 5;
const mostPlaces = 20;
const mostCounts = 5;
const mostName = 80;

export interface ExpiringLook {
  now: Date;
  zone: string;
  tables: TableLook;
  /** `/vault`, for hints. */
  command: string;
}

/** The answer for Slack. Paths stand in it only where they may: the rest gets counts. Pure. */
export function expiringMessage(answer: ExpiringAnswer, look: ExpiringLook): Message {
  const { detail, report, query, page, totals } = answer;
  const title = query.problems ? problemsTitle(answer) : totalsText(totals, answer.withinMs, answer.noun);
  const hasRows = report.items.length > 0 || report.problems.length > 0;
  const showsPaths = detail === 'paths' && hasRows;
  return message({
    text: title,
    blocks: [
      section(joinText([bold(title), ...aboutLines(answer)], '\n')),
      ...(showsPaths ? countBlocks(answer) : []),
      ...(showsPaths ? itemBlocks(answer, look) : []),
      ...(showsPaths ? problemBlocks(answer, look) : []),
      ...(detail === 'counts' || (detail === 'paths' && !showsPaths) ? placeBlocks(answer) : []),
    ],
    footer: [
      ...(showsPaths
        ? [actions(listButtons(query, page, { withCsv: !query.problems, selfRenewing: totals.selfRenewing }))]
        : []),
      context(...footerTexts(answer, look)),
    ],
  });
}

function problemsTitle({ problemCount, page, detail }: ExpiringAnswer): string {
  const count = detail === 'paths' ? page.rows : problemCount;
  return count === 0 ? 'No problems' : `Not known for ${counted(count, 'place')}`;
}

/** What it is about, where that is not everything, and what cannot be relied on. */
function aboutLines({ scope, query, detail, totals, unseen }: ExpiringAnswer): Mrkdwn[] {
  const untold = untoldText(totals);
  const words = detail === 'paths' ? describeQuery(query).filter((word) => word !== 'problems') : [];
  return [
    ...(scope === 'own' ? [md`Of what you or your groups own.`] : []),
    ...(words.length > 0 ? [md`Only ${code(words.join(' '))}`] : []),
    ...(untold !== undefined && !query.problems ? [md`${untold}.`] : []),
    ...(totals.stale > 0
      ? [md`:warning: The last scan did not see ${totals.stale} of them: they are told as they were before.`]
      : []),
    ...(scope === 'all' && detail !== 'anonymous' && unseen.length > 0
      ? [md`:warning: The last scan could not look at ${unseen.map(({ cluster }) => cluster).join(', ')}.`]
      : []),
  ];
}

function countBlocks({ owners, counts, query }: ExpiringAnswer): KnownBlock[] {
  if (query.problems) return [];
  const several = counts.some(({ cluster }) => cluster !== counts[0]?.cluster);
  const namespaces = new Map<string, number>();
  for (const { cluster, namespace, expired, expiring } of counts) {
    const name = placeText({ cluster, namespace, mount: '' }, several);
    namespaces.set(name, (namespaces.get(name) ?? 0) + expired + expiring);
  }
  const byNamespace = [...namespaces].map(([name, count]) => md`${code(cutText(name, mostName))} ${count}`);
  const byOwner = owners.map(
    ({ owner, expired, expiring }) => md`${ownerMention(owner)} ${expired + expiring}`,
  );
  const lines = [
    ...(byOwner.length > 1 ? [md`By owner: ${firstOf(byOwner)}`] : []),
    ...(byNamespace.length > 1 ? [md`By namespace: ${firstOf(byNamespace)}`] : []),
  ];
  return lines.length === 0 ? [] : [section(joinText(lines, '\n'))];
}

function firstOf(texts: readonly Mrkdwn[]): Mrkdwn {
  const more = texts.length - mostCounts;
  const shown = joinText(texts.slice(0, mostCounts), ', ');
  return more > 0 ? md`${shown}, … and ${more} more` : shown;
}

function itemBlocks({ report }: ExpiringAnswer, look: ExpiringLook): KnownBlock[] {
  const several = hasSeveralClusters(report);
  return dataTable({
    caption: 'What expires, soonest first',
    columns: ['When', 'Date', 'What', 'Owner', 'Path'],
    rows: report.items.map((item) => itemRow(item, several, look)),
    look: look.tables,
  });
}

function problemBlocks({ report, query }: ExpiringAnswer, look: ExpiringLook): KnownBlock[] {
  const { problems } = report;
  const several = hasSeveralClusters(report);
  if (query.problems)
    return dataTable({
      caption: 'What is not known',
      columns: ['Where', 'Why'],
      rows: problems.map((problem) => problemRow(problem, several)),
      look: look.tables,
    });
  if (problems.length === 0) return [];
  const more = problems.length - mostProblems;
  return [
    section(bold(`Not known for ${counted(problems.length, 'place')}`)),
    ...list(problems.slice(0, mostProblems).map((problem) => problemRow(problem, several).line)),
    ...(more > 0 ? [context(md`… and ${more} more: ${code(`${look.command} expiring problems`)}`)] : []),
  ];
}

function placeBlocks({ counts, query }: ExpiringAnswer): KnownBlock[] {
  if (query.problems) return [];
  const several = counts.some(({ cluster }) => cluster !== counts[0]?.cluster);
  const rows = counts.map(
    (place) => md`${code(placeText(place, several))}  ${place.expired} expired, ${place.expiring} soon`,
  );
  return list(rows, { max: mostPlaces });
}

function footerTexts(answer: ExpiringAnswer, { now, zone }: ExpiringLook): Mrkdwn[] {
  const { report, detail, scope, problemCount, page, query } = answer;
  const scannedAt = new Date(report.scannedAt);
  const shown = slackDate(scannedAt, dateText(scannedAt, zone));
  const age = answer.isLive ? shown : md`${whenText(scannedAt, now)} (${shown})`;
  const first = page.number * page.size + 1;
  const isPaged = detail === 'paths' && page.rows > page.size;
  const last = Math.min(page.rows, first + page.size - 1);
  const texts = [
    ...(isPaged ? [md`${first}–${last} of ${page.rows}`] : []),
    scope === 'all' ? md`${counted(report.scanned, 'secret')} looked at ${age}` : md`Looked ${age}`,
  ];
  if (problemCount > 0 && detail !== 'paths' && !query.problems)
    texts.push(md`not known for ${counted(problemCount, 'more place')}`);
  if (detail === 'counts') texts.push(md`ask in a direct message for names and paths`);
  const skipped = skippedText(answer.skipped);
  if (skipped !== undefined && detail === 'paths') texts.push(md`${skipped}`);
  return texts;
}
