import { monthName } from './month.ts';
import type { Report, ReportMetric } from './report.ts';

/** U+2009: thin enough not to be read as two numbers, and no full stop or comma that readers take differently. */
const thinSpace = '\u2009';

/** Changes of less than this many things are told as their number: "+50 %" of two says little. */
const smallNumber = 50;

/** `1.2 million`, `12 345`, `4.2 ms`: for sentences. */
export function sayValue(value: number, unit: string): string {
  if (unit === 'ms') return sayDuration(value);
  if (value >= 999_950_000) return `${tenths(value / 1e9)} billion`;
  if (value >= 999_950) return `${tenths(value / 1e6)} million`;
  return sayExactly(value, unit);
}

/** `1 234 567`, `4.2 ms`: for tables. */
export function sayExactly(value: number, unit: string): string {
  if (unit === 'ms') return sayDuration(value);
  const [whole = '0', fraction] = String(Math.round(Math.abs(value) * 100) / 100).split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, thinSpace) : whole;
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 ? `−${text}` : text;
}

/** How a figure has changed: `+8 %`, `−3`, `no change`; undefined where no change can be told. */
export function sayChange(
  metric: ReportMetric,
  { isRunning }: Pick<Report, 'isRunning'>,
): string | undefined {
  const { value, previous, unit, isSum, isPartial } = metric;
  if (previous === null || isPartial || (isRunning && isSum)) return undefined;
  const difference = value - previous;
  if (difference === 0) return 'no change';
  if (unit === 'count' && previous < smallNumber && Math.abs(difference) < smallNumber)
    return signed(difference, (size) => sayExactly(size, unit));
  if (previous === 0) return signed(difference, (size) => sayValue(size, unit));
  const percent = Math.round((difference / previous) * 100);
  if (percent === 0) return 'hardly any change';
  if (percent > 900) return `${Math.round(value / previous)} times as many`;
  return signed(percent, (size) => `${size} %`);
}

/** `+8 % on September`, `no change since September`; for what only runs up, what September had. */
export function sayComparison(metric: ReportMetric, report: Report): string | undefined {
  const { previous } = metric;
  const month = monthName(report.previous);
  if (previous === null) return undefined;
  const change = sayChange(metric, report);
  if (change === undefined) return `${month}: ${sayValue(previous, metric.unit)}`;
  if (change.endsWith('change')) return `${change} since ${month}`;
  return /^[+−]/.test(change) ? `${change} on ${month}` : `${change} as in ${month}`;
}

function sayDuration(ms: number): string {
  if (ms >= 999.5) return `${tenths(ms / 1000)} s`;
  return ms >= 9.95 ? `${Math.round(ms)} ms` : `${tenths(ms)} ms`;
}

function tenths(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function signed(difference: number, say: (size: number) => string): string {
  return `${difference > 0 ? '+' : '−'}${say(Math.abs(difference))}`;
}
