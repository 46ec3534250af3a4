import { familyOf, kindOf } from './figure.ts';
import { sayChange, sayExactly } from './format-figure.ts';
import { describeMonth, monthName } from './month.ts';
import { deedSource, type Report, type ReportMetric } from './report.ts';

/** What message and terminal text share: which figures lead, the rows of the table, what is missing. */

/** The first five of these that are known lead the report. */
const headlineNames = [
  'namespaces',
  'secrets',
  'active_clients',
  'requests',
  'quota_violations',
  'entities',
  'tokens',
  'mounts',
  'auth_methods',
  'request_duration_average',
];
const headlineCount = 5;

/** The five figures that lead the report; fewer where fewer are known. */
export function headlines({ metrics }: Report): ReportMetric[] {
  return headlineNames
    .flatMap((name) => metrics.find((metric) => metric.name === name) ?? [])
    .slice(0, headlineCount);
}

/** `Vault in October 2026`, and so far where the month is not over. */
export function reportTitle({ period, isRunning }: Report): string {
  return `Vault in ${describeMonth(period)}${isRunning ? ', so far' : ''}`;
}

/** Label, this month, the month before, change. */
export type Row = [string, string, string, string];

export function tableTitles({ period, previous }: Report): Row {
  return ['', monthName(period), monthName(previous), 'Change'];
}

/** Parts are set in below what they are parts of. */
export function figureRows(report: Report): Row[] {
  return report.metrics.filter(({ source }) => source !== deedSource).map((metric) => rowOf(metric, report));
}

/** What the bot did. */
export function deedRows(report: Report): Row[] {
  return report.metrics.filter(({ source }) => source === deedSource).map((metric) => rowOf(metric, report));
}

function rowOf(metric: ReportMetric, report: Report): Row {
  const { name, label, unit, value, previous } = metric;
  const family = familyOf(name);
  const shown = family === undefined ? label : `· ${label.slice(kindOf(family).label.length + 2)}`;
  return [
    shown,
    sayExactly(value, unit),
    previous === null ? '–' : sayExactly(previous, unit),
    sayChange(metric, report) ?? '',
  ];
}

/** A line for each reason, with all that it takes away: `Active clients: OpenBao keeps no activity log`. */
export function missingLines(report: Report): string[] {
  const byReason = new Map<string, string[]>();
  for (const { name, reason } of report.missing) {
    const base = name.replace(/_previous$/, '');
    const { label } = kindOf(base);
    const shown = base === name ? label : `${label} in ${monthName(report.previous)}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), shown]);
  }
  return [...byReason].map(([reason, labels]) => `${joinLabels(labels)}: ${reason}`);
}

/** Figures that hold only a part of the month, with how much they hold. */
export function partialLines({ metrics }: Report): string[] {
  return metrics.filter(({ isPartial }) => isPartial).map(({ label, source }) => `${label}: ${source}`);
}

/** `Entities, tokens and secrets in September`: the month once for all. */
function joinLabels(labels: readonly string[]): string {
  const months = new Set(labels.map((label) => / in \w+$/.exec(label)?.[0]));
  const [month] = months;
  const plain =
    month !== undefined && months.size === 1 ? labels.map((label) => label.slice(0, -month.length)) : labels;
  const words = plain.map((label, index) =>
    index === 0 ? label : label.charAt(0).toLowerCase() + label.slice(1),
  );
  const list = words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
  return plain === labels ? list : `${list}${month}`;
}
