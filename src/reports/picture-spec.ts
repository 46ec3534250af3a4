import type { TopLevelSpec } from 'vega-lite';
import { sayValue } from './format-figure.ts';
import { daysOf, monthName } from './month.ts';
import {
  type BarsPanel,
  highest,
  type LinePanel,
  type Panel,
  type PartsPanel,
  type PictureContent,
} from './picture.ts';
import type { DailySeries } from './report.ts';

/**
 * The picture as a vega-lite specification (https://vega.github.io/vega-lite/docs/). Made to be read on a phone, where
 * Slack shows it about 350 points wide: few and large words, labels at the data instead of a legend, one colour that
 * colour-blind people tell from the grey (Okabe and Ito's blue).
 */

export const fontFamily = 'DejaVu Sans';
/** All of it, between the paddings; each panel's labels take the same part of it, so that the panels stand in line. */
const wholeWidth = 900;
const labelWidth = 92;
const typeLabelWidth = 250;
const plotHeight = 240;

const ink = '#1d1c1d';
const quiet = '#616061';
const faint = '#e4e4e4';
const blue = '#0072b2';

const textSize = 26;
const titleSize = 31;

/** A part of a specification. vega-lite's own types cannot follow one that is put together from parts. */
type Part = Record<string, unknown>;

export function pictureSpec(content: PictureContent): TopLevelSpec {
  const hasTypes = content.panels.some(({ kind }) => kind === 'parts');
  const labels = hasTypes ? typeLabelWidth : labelWidth;
  const spec: Part = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: '#ffffff',
    padding: { left: 30, right: 40, top: 28, bottom: 26 },
    spacing: 52,
    title: { text: content.title, fontSize: 38, offset: 30, color: ink },
    vconcat: content.panels.map((panel) => ({ ...panelSpec(panel, content), width: wholeWidth - labels })),
    config: {
      font: fontFamily,
      view: { stroke: null },
      axis: {
        labelFontSize: textSize,
        labelColor: quiet,
        labelLimit: typeLabelWidth,
        labelPadding: 10,
        domain: false,
        ticks: false,
        grid: false,
        title: null,
      },
      // Titles begin where the labels do, whatever the labels are.
      title: { anchor: 'start', frame: 'group', dx: -labels },
      axisY: { minExtent: labels, maxExtent: labels },
      bar: { color: blue, cornerRadiusEnd: 2 },
      text: { fontSize: textSize, color: blue, fontWeight: 'bold' },
    },
  };
  return spec as unknown as TopLevelSpec;
}

function panelSpec(panel: Panel, content: PictureContent): Part {
  switch (panel.kind) {
    case 'bars':
      return barsSpec(panel, content);
    case 'line':
      return lineSpec(panel, content);
    case 'parts':
      return partsSpec(panel);
  }
}

function panelTitle(text: string, subtitle = ''): Part {
  return {
    text,
    fontSize: titleSize,
    color: ink,
    offset: 24,
    ...(subtitle === ''
      ? {}
      : { subtitle, subtitleFontSize: textSize, subtitleColor: quiet, subtitlePadding: 10 }),
  };
}

interface Dot {
  day: number;
  value: number;
}

function toDots(days: DailySeries['days']): Dot[] {
  return days.map(({ day, value }) => ({ day: Number(day.slice(8, 10)), value }));
}

/** Days along the bottom; the first of each week is enough. */
function dayAxis(month: string): Part {
  const days = daysOf(month).length;
  return {
    field: 'day',
    type: 'quantitative',
    scale: { domain: [0.4, days + 0.6], nice: false },
    axis: {
      values: [1, 8, 15, 22, 29].filter((day) => day <= days),
      labelExpr: `datum.value === 1 ? "1 ${monthName(month).slice(0, 3)}" : format(datum.value, "d")`,
      labelFlush: true,
    },
  };
}

/** Short numbers, with the thousands and millions that people say: d3 calls a billion G. */
const shortNumber =
  'replace(datum.value >= 10000 ? format(datum.value, "~s") : format(datum.value, "~f"), "G", "B")';

/** Three lines to guide the eye. */
function valueAxis(bottom: number, top: number): Part {
  return {
    field: 'value',
    type: 'quantitative',
    scale: { domain: [bottom, top], nice: false },
    axis: { tickCount: 3, tickMinStep: 1, grid: true, gridColor: faint, labelExpr: shortNumber },
  };
}

function barsSpec(panel: BarsPanel, { month, previousName }: PictureContent): Part {
  const { title, days, average, previousAverage } = panel;
  const most = highest(days);
  const top = Math.max(1, most.value, previousAverage ?? 0) * 1.2;
  const x = dayAxis(month);
  const y = valueAxis(0, top);
  const peak = { day: Number(most.day.slice(8, 10)), value: most.value, text: sayValue(most.value, 'count') };
  const before =
    previousAverage === undefined
      ? ''
      : ` (dashed: ${sayValue(previousAverage, 'count')} in ${previousName})`;
  return {
    title: panelTitle(title, `${sayValue(average, 'count')} on average${before}`),
    height: plotHeight,
    layer: [
      { data: { values: toDots(days) }, mark: { type: 'bar', size: 18 }, encoding: { x, y } },
      ...(previousAverage === undefined
        ? []
        : [
            {
              data: { values: [{ value: previousAverage }] },
              mark: { type: 'rule', color: ink, strokeWidth: 3, strokeDash: [9, 7] },
              encoding: { y },
            },
          ]),
      ...(most.value === 0 ? [] : [pointLabel(peak, x, y, -18)]),
    ],
  };
}

/** A label above a point (`dy` below 0) or under it, kept within the picture at both sides. */
function pointLabel(datum: Dot & { text: string }, x: Part, y: Part, dy: number): Part {
  const align = datum.day < 4 ? 'left' : datum.day > 27 ? 'right' : 'center';
  return {
    data: { values: [datum] },
    mark: { type: 'text', align, dy },
    encoding: { x, y, text: { field: 'text' } },
  };
}

function lineSpec({ title, days }: LinePanel, { month }: PictureContent): Part {
  const values = toDots(days);
  const numbers = values.map(({ value }) => value);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  // A flat line stays flat: a change of one in a thousand must not look like a leap.
  const room = Math.max((high - low) * 0.45, high * 0.05, 1);
  const x = dayAxis(month);
  const y = valueAxis(Math.max(0, low - room), high + room);
  const first = values[0] as Dot;
  const last = values.at(-1) as Dot;
  const ends = first.value === last.value ? [last] : [first, last];
  const rises = last.value >= first.value;
  return {
    title: panelTitle(title),
    height: plotHeight,
    layer: [
      {
        data: { values },
        mark: { type: 'line', color: blue, strokeWidth: 5, strokeCap: 'round', strokeJoin: 'round' },
        encoding: { x, y },
      },
      {
        data: { values: ends },
        mark: { type: 'point', color: blue, size: 160, filled: true, opacity: 1 },
        encoding: { x, y },
      },
      ...ends.map((end) =>
        pointLabel({ ...end, text: sayValue(end.value, 'count') }, x, y, (end === last) === rises ? -26 : 32),
      ),
    ],
  };
}

function partsSpec({ title, parts }: PartsPanel): Part {
  const most = Math.max(...parts.map(({ value }) => value));
  const encoding = {
    y: { field: 'label', type: 'nominal', sort: null, axis: { labelColor: ink } },
    x: { field: 'value', type: 'quantitative', axis: null, scale: { domain: [0, most * 1.15] } },
  };
  return {
    title: panelTitle(title),
    height: { step: 54 },
    data: { values: parts.map((part) => ({ ...part, text: sayValue(part.value, 'count') })) },
    layer: [
      { mark: { type: 'bar', size: 30 }, encoding },
      { mark: { type: 'text', align: 'left', dx: 10 }, encoding: { ...encoding, text: { field: 'text' } } },
    ],
  };
}
