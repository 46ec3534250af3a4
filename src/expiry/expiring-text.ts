import { inColour, textTable } from '../cli/text-table.ts';
import { dayMs } from '../lib/times.ts';
import { oneLine } from '../slack/plain-text.ts';
import type { ExpiringReport, ListedItem } from './find-expiring.ts';
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

const mostItems = 200;
const mostProblems = 20;
const soonMs = 7 * dayMs;

/** The answer for a terminal. Pure. */
export function expiringText(
  { report, withinMs, noun, skipped }: ExpiringAnswer,
  { now, zone, colours = false }: { now: Date; zone: string; colours?: boolean | undefined },
): string {
  const expired = report.items.filter(({ state }) => state === 'expired').length;
  const totals = totalsText({ expired, expiring: report.items.length - expired }, withinMs, noun);
  const looked = `${counted(report.scanned, 'secret')} looked at in ${report.durationSeconds.toFixed(1)} s`;
  return [
    `${totals}. ${looked}.`,
    ...(report.items.length > 0 ? ['', itemTable(report, now, zone, colours)] : []),
    ...moreLine(report.items.length, mostItems),
    ...(report.problems.length > 0 ? ['', problemLines(report, colours)] : []),
    ...moreLine(report.problems.length, mostProblems),
    ...skippedLines(skipped),
  ].join('\n');
}

function itemTable(report: ExpiringReport<ListedItem>, now: Date, zone: string, colours: boolean): string {
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
      whenText(at, now),
      dateText(at, zone),
      item.owner ?? '–',
      `${placeText(item, several)}${noteText(item)}`,
    ];
  });
  return textTable(columns, rows, (line, row) => {
    const item = items[row];
    if (item?.state === 'expired') return inColour(line, 'red', colours);
    const isSoon = item !== undefined && Date.parse(item.expiresAt) - now.getTime() < soonMs;
    return isSoon ? inColour(line, 'yellow', colours) : line;
  });
}

function problemLines(report: ExpiringReport, colours: boolean): string {
  const several = hasSeveralClusters(report);
  const lines = report.problems
    .slice(0, mostProblems)
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
