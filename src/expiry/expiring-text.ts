import { inColour, textTable } from '../cli/text-table.ts';
import { dayMs } from '../lib/times.ts';
import { oneLine } from '../slack/plain-text.ts';
import type { ExpiringAnswer } from './answer-expiring.ts';
import { describeQuery } from './expiring-query.ts';
import type { ExpiringReport, ListedItem } from './find-expiring.ts';
import {
  counted,
  dateText,
  endText,
  hasSeveralClusters,
  namedNoteText,
  placeText,
  skippedText,
  staleText,
  totalsText,
  untoldText,
  whenText,
} from './words.ts';

const mostItems = 200;
const mostProblems = 20;
const mostCounts = 8;
/** A list that is longer than this is summed up, too. */
const longList = 25;
const soonMs = 7 * dayMs;

interface Look {
  now: Date;
  zone: string;
  colours?: boolean | undefined;
}

/** The answer for a terminal. Pure. */
export function expiringText(answer: ExpiringAnswer, look: Look): string {
  const { report, query } = answer;
  const mostShown = query.problems ? mostItems : mostProblems;
  return [
    titleLine(answer, look.now),
    ...warningLines(answer, look),
    ...filterLines(query),
    ...untoldLines(answer),
    ...countLines(answer),
    ...(report.items.length > 0 ? ['', itemTable(report, look)] : []),
    ...moreLine(report.items.length, mostItems),
    ...(report.problems.length > 0 ? ['', problemLines(report, mostShown, look.colours ?? false)] : []),
    ...moreLine(report.problems.length, mostShown),
    ...skippedLines(answer.skipped),
  ].join('\n');
}

function titleLine({ report, totals, withinMs, noun, query, isLive }: ExpiringAnswer, now: Date): string {
  const secrets = counted(report.scanned, 'secret');
  const looked = isLive
    ? `${secrets} looked at in ${report.durationSeconds.toFixed(1)} s`
    : `${secrets} looked at ${whenText(new Date(report.scannedAt), now)}`;
  if (query.problems && report.problems.length === 0) return `No problems. ${looked}.`;
  return query.problems ? `${looked}.` : `${totalsText(totals, withinMs, noun)}. ${looked}.`;
}

/** Nothing found may mean that the filter names nothing that is there. */
function filterLines(query: ExpiringAnswer['query']): string[] {
  const words = describeQuery(query).filter((word) => word !== 'problems');
  return words.length === 0 ? [] : [`Only ${oneLine(words.join(' '))}.`];
}

function untoldLines({ totals, query }: ExpiringAnswer): string[] {
  const text = query.problems ? undefined : untoldText(totals);
  return text === undefined ? [] : [`${text}. Add told to leave them out.`];
}

/** What cannot be relied on. */
function warningLines({ totals, unseen }: ExpiringAnswer, { now, colours = false }: Look): string[] {
  return [
    ...(totals.stale > 0 ? [`The last scan did not see ${totals.stale} of them.`] : []),
    ...unseen.map(
      ({ cluster, since }) =>
        `${oneLine(cluster)} could not be looked at: the first scan that failed was ${whenText(since, now)}.`,
    ),
  ].map((line) => inColour(line, 'yellow', colours));
}

function countLines({ report, owners, counts }: ExpiringAnswer): string[] {
  if (report.items.length <= longList) return [];
  const byNamespace = new Map<string, number>();
  for (const { namespace, expired, expiring } of counts)
    byNamespace.set(namespace || '/', (byNamespace.get(namespace || '/') ?? 0) + expired + expiring);
  const byOwner = owners.map(
    ({ owner, expired, expiring }) => [owner ?? 'no owner', expired + expiring] as const,
  );
  return [...sumLine('By owner', byOwner), ...sumLine('By namespace', [...byNamespace])];
}

function sumLine(title: string, sums: readonly (readonly [string, number])[]): string[] {
  if (sums.length < 2) return [];
  const shown = sums.slice(0, mostCounts).map(([name, count]) => `${oneLine(name)} ${count}`);
  const more = sums.length - shown.length;
  return [`${title}: ${shown.join(', ')}${more > 0 ? `, … and ${more} more` : ''}`];
}

function itemTable(report: ExpiringReport<ListedItem>, { now, zone, colours = false }: Look): string {
  const several = hasSeveralClusters(report);
  const items = report.items.slice(0, mostItems);
  const columns = [
    { title: 'When' },
    { title: `Date (${zone})` },
    { title: 'Owner', maxWidth: 32 },
    { title: 'What' },
  ];
  const rows = items.map((item) => {
    const at = new Date(item.expiresAt);
    return [
      endText(at, now, zone),
      dateText(at, zone),
      item.owner ?? '–',
      `${placeText(item, several)}${namedNoteText(item)}${staleText(item, now)}`,
    ];
  });
  return textTable(columns, rows, (line, row) => {
    const item = items[row];
    if (item?.selfRenewing !== undefined) return line;
    if (item?.state === 'expired') return inColour(line, 'red', colours);
    const isSoon = item !== undefined && Date.parse(item.expiresAt) - now.getTime() < soonMs;
    return isSoon ? inColour(line, 'yellow', colours) : line;
  });
}

function problemLines(report: ExpiringReport, most: number, colours: boolean): string {
  const several = hasSeveralClusters(report);
  const lines = report.problems
    .slice(0, most)
    .map((problem) => `  ${oneLine(placeText(problem, several))}: ${oneLine(problem.problem)}`);
  const title = `Not known for ${counted(report.problems.length, 'place')}:`;
  return [inColour(title, 'yellow', colours), ...lines].join('\n');
}

function skippedLines(skipped: ExpiringAnswer['skipped']): string[] {
  const text = skippedText(skipped);
  return text === undefined ? [] : ['', `${text}.`];
}

function moreLine(all: number, most: number): string[] {
  return all > most ? [`  … and ${(all - most).toLocaleString('en-US')} more; --json has them all`] : [];
}
