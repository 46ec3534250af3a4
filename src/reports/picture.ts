import { familyOf } from './figure.ts';
import { sayValue } from './format-figure.ts';
import { describeDay, monthName } from './month.ts';
import type { DailySeries, Report, ReportMetric } from './report.ts';
import { reportTitle } from './report-parts.ts';

/** What the picture of a month shows, before anything is drawn. Pure. */

/** Sums day by day, beside what a day of the month before had on average. */
export interface BarsPanel {
  kind: 'bars';
  title: string;
  days: DailySeries['days'];
  average: number;
  /** Undefined where too few days of it are known. */
  previousAverage: number | undefined;
}

/** How a number went up and down over the month. */
export interface LinePanel {
  kind: 'line';
  title: string;
  days: DailySeries['days'];
}

/** How many there are of each type. */
export interface PartsPanel {
  kind: 'parts';
  title: string;
  parts: readonly { label: string; value: number }[];
}

export type Panel = BarsPanel | LinePanel | PartsPanel;

export interface PictureContent {
  title: string;
  /** Days of the month, for the axis. */
  month: string;
  previousName: string;
  panels: readonly Panel[];
}

/** More would be too small on a phone. */
const mostPanels = 2;
/** Fewer days make no trend. */
const fewestDays = 3;
const mostParts = 7;

const titles: Readonly<Record<string, string>> = {
  requests: 'Requests a day',
  secrets: 'Secrets',
  namespaces: 'Namespaces',
  entities: 'Entities',
};

/** The panels that the month's data can fill, trends first. Undefined: there is nothing to draw. */
export function pictureContent(report: Report): PictureContent | undefined {
  const trends = report.daily.filter(({ days }) => days.length >= fewestDays).map(trendPanel);
  const panels = [...trends.slice(0, mostPanels), ...partsPanels(report)].slice(0, mostPanels);
  if (panels.length === 0) return undefined;
  return {
    title: reportTitle(report),
    month: report.period,
    previousName: monthName(report.previous),
    panels,
  };
}

function trendPanel({ name, days, previousDays }: DailySeries): Panel {
  const title = titles[name] ?? name;
  if (name !== 'requests') return { kind: 'line', title, days };
  const previousAverage = previousDays.length < fewestDays ? undefined : meanOf(previousDays);
  return { kind: 'bars', title, days, average: meanOf(days), previousAverage };
}

function partsPanels({ metrics }: Report): PartsPanel[] {
  const parts = metrics
    .filter(({ name, value }) => familyOf(name) === 'mounts' && value > 0)
    .sort((a, b) => b.value - a.value)
    .map((metric) => ({ label: typeOf(metric), value: metric.value }));
  if (parts.length === 0) return [];
  const rest = parts.slice(mostParts).reduce((sum, { value }) => sum + value, 0);
  const shown = [...parts.slice(0, mostParts), ...(rest === 0 ? [] : [{ label: 'others', value: rest }])];
  return [{ kind: 'parts', title: 'Secrets engines by type', parts: shown }];
}

function typeOf({ name }: ReportMetric): string {
  // The drawing is XML, which does not take every character.
  const type = name.replace(/^mounts_(vault_plugin_secrets_)?/, '').replace(/[^\w-]+/g, '_');
  return type.length > 18 ? `${type.slice(0, 17)}…` : type;
}

/** What the picture shows, in words: for whoever cannot see it. */
export function describePicture({ title, panels, previousName }: PictureContent): string {
  return `${title}. ${panels.map((panel) => describePanel(panel, previousName)).join(' ')}`;
}

function describePanel(panel: Panel, previousName: string): string {
  if (panel.kind === 'parts')
    return `${panel.title}: ${panel.parts.map(({ label, value }) => `${label} ${value}`).join(', ')}.`;
  const [first, ...others] = panel.days;
  if (!first) return `${panel.title}: nothing is known.`;
  const last = others.at(-1) ?? first;
  if (panel.kind === 'line')
    return `${panel.title}: from ${sayValue(first.value, 'count')} on ${describeDay(first.day)} to ${sayValue(last.value, 'count')} on ${describeDay(last.day)}.`;
  const most = highest(panel.days);
  const before =
    panel.previousAverage === undefined
      ? ''
      : ` (${sayValue(panel.previousAverage, 'count')} in ${previousName})`;
  return `${panel.title}: ${sayValue(panel.average, 'count')} on average${before}; most on ${describeDay(most.day)}, ${sayValue(most.value, 'count')}.`;
}

/** The day with the highest value, the first of several. */
export function highest(days: DailySeries['days']): { day: string; value: number } {
  return days.reduce((most, day) => (day.value > most.value ? day : most), days[0] ?? { day: '', value: 0 });
}

function meanOf(days: DailySeries['days']): number {
  return Math.round(days.reduce((sum, { value }) => sum + value, 0) / Math.max(1, days.length));
}
