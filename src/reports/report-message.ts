import type { KnownBlock } from '@slack/types';
import {
  bold,
  context,
  header,
  joinText,
  list,
  md,
  mentionChannel,
  message,
  section,
  type Text,
  table,
} from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import { sayComparison, sayValue } from './format-figure.ts';
import { describeMonth, monthName } from './month.ts';
import type { Report } from './report.ts';
import {
  deedRows,
  figureRows,
  headlines,
  missingLines,
  partialLines,
  type Row,
  reportTitle,
  tableTitles,
} from './report-parts.ts';

/** The post of the month: five figures; the picture comes with it, all else is in its thread. */
export function reportMessage(report: Report): Message {
  return message({
    text: plainSummary(report),
    blocks: [
      header(reportTitle(report)),
      ...headlineBlocks(report),
      context(`Compared with ${describeMonth(report.previous)}. All figures are in the thread.`),
    ],
  });
}

/** The reply in the thread: every figure, what is missing and why, and what the bot did. */
export function reportTableMessage(report: Report): Message {
  return message({ text: `All figures of ${describeMonth(report.period)}`, blocks: detailBlocks(report) });
}

/** The answer to `/vault report`: both in one. */
export function reportAnswer(report: Report): Message {
  return message({
    text: plainSummary(report),
    blocks: [header(reportTitle(report)), ...headlineBlocks(report), ...detailBlocks(report)],
  });
}

/** The answer to `/vault report --post`. The post itself may take some seconds more. */
export function postedAnswer(month: string, channel: string, isNew: boolean): Message {
  const what = `The report of ${describeMonth(month)}`;
  const text = isNew
    ? md`${what} is on its way to ${mentionChannel(channel)}.`
    : md`${what} is in ${mentionChannel(channel)} already.`;
  return message({ text, blocks: [section(text)] });
}

/** What a notification and a screen reader say. */
function plainSummary(report: Report): string {
  const figures = headlines(report).map((metric) => {
    const comparison = sayComparison(metric, report);
    return `${metric.label} ${sayValue(metric.value, metric.unit)}${comparison === undefined ? '' : ` (${comparison})`}`;
  });
  if (figures.length === 0) return `${reportTitle(report)}: nothing is known of it`;
  return `${reportTitle(report)}: ${figures.join(', ')}`;
}

function headlineBlocks(report: Report): KnownBlock[] {
  const lines = headlines(report).map((metric): Text => {
    const comparison = sayComparison(metric, report);
    const figure = md`${metric.label} ${bold(sayValue(metric.value, metric.unit))}`;
    return comparison === undefined ? figure : md`${figure} (${comparison})`;
  });
  if (lines.length === 0) return [section(`Nothing is known of ${describeMonth(report.period)}.`)];
  return [section(joinText(lines))];
}

function detailBlocks(report: Report): KnownBlock[] {
  const deeds = deedRows(report);
  const missing = missingLines(report);
  const partial = partialLines(report);
  return [
    ...tableBlocks(figureRows(report), report),
    ...(deeds.length === 0 ? [] : [section('What the bot did'), ...tableBlocks(deeds, report)]),
    ...(partial.length === 0 ? [] : [section(bold('Known in part')), ...list(partial)]),
    ...(missing.length === 0 ? [] : [section(bold('Not known')), ...list(missing)]),
    ...(report.isRunning
      ? [context(`${monthName(report.period)} is not over: sums are so far, and are not compared.`)]
      : []),
  ];
}

function tableBlocks(rows: readonly Row[], report: Report): KnownBlock[] {
  if (rows.length === 0) return [];
  const [label, value, previous, change] = tableTitles(report);
  return table({
    columns: [
      { title: label, maxWidth: 24 },
      { title: value, align: 'right' },
      { title: previous, align: 'right' },
      { title: change, align: 'right' },
    ],
    rows,
    width: 60,
  });
}
