import { displayWidth, oneLine, padTo } from '../slack/plain-text.ts';
import type { Report } from './report.ts';
import {
  deedRows,
  figureRows,
  missingLines,
  partialLines,
  type Row,
  reportTitle,
  tableTitles,
} from './report-parts.ts';

/** The report for a terminal: one aligned table, then what is missing and why. */
export function reportText(report: Report): string {
  const figures = figureRows(report);
  const deeds = deedRows(report);
  const titles = tableTitles(report);
  const widths = titles.map((title, column) =>
    Math.max(
      ...[...figures, ...deeds].map((row) => displayWidth(clean(row[column] ?? ''))),
      displayWidth(title),
    ),
  );
  return [
    reportTitle(report),
    ...(figures.length === 0 ? [] : ['', line(titles, widths), ...figures.map((row) => line(row, widths))]),
    ...(deeds.length === 0 ? [] : ['', 'What the bot did', ...deeds.map((row) => line(row, widths))]),
    ...noteLines('Known in part', partialLines(report)),
    ...noteLines('Not known', missingLines(report)),
  ].join('\n');
}

function line(row: Row, widths: readonly number[]): string {
  return row
    .map((cell, column) => padTo(clean(cell), widths[column] ?? 0, column === 0 ? 'left' : 'right'))
    .join('  ')
    .trimEnd();
}

/** A thin space is not as wide as a column of a terminal. */
function clean(cell: string): string {
  return oneLine(cell);
}

function noteLines(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((text) => `  ${oneLine(text)}`)];
}
