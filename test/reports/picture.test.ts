import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawPicture } from '../../src/reports/draw-picture.ts';
import { daysOf } from '../../src/reports/month.ts';
import { describePicture, type PictureContent, pictureContent } from '../../src/reports/picture.ts';
import type { DailySeries, Report } from '../../src/reports/report.ts';

function days(count: number, valueAt: (index: number) => number): DailySeries['days'] {
  return daysOf('2026-10')
    .slice(0, count)
    .map((day, index) => ({ day, value: valueAt(index) }));
}

function reportWith(daily: DailySeries[], mounts: Record<string, number> = {}): Report {
  return {
    period: '2026-10',
    previous: '2026-09',
    isRunning: false,
    missing: [],
    daily,
    metrics: Object.entries(mounts).map(([type, value]) => ({
      name: `mounts_${type}`,
      label: `Secrets engines: ${type}`,
      unit: 'count',
      value,
      previous: null,
      source: 'Vault API',
      isPartial: false,
      isSum: false,
    })),
  };
}

function contentOf(report: Report): PictureContent {
  const content = pictureContent(report);
  if (!content) throw new Error('there is nothing to draw');
  return content;
}

const requests: DailySeries = {
  name: 'requests',
  days: days(31, (index) => 100 + index),
  previousDays: days(30, () => 90),
};
const secrets: DailySeries = { name: 'secrets', days: days(31, (index) => 500 + index), previousDays: [] };

/** Width and height stand in the header: https://www.w3.org/TR/png-3/#11IHDR */
function sizeOf(png: Uint8Array): [number, number] {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
}

test('trends come first, at most two panels', () => {
  const mounts = { kv: 3, pki: 1 };
  const kinds = (report: Report) => pictureContent(report)?.panels.map(({ kind }) => kind);
  expect(kinds(reportWith([requests, secrets], mounts))).toEqual(['bars', 'line']);
  expect(kinds(reportWith([secrets], mounts))).toEqual(['line', 'parts']);
  expect(kinds(reportWith([], mounts))).toEqual(['parts']);
});

test('two days make no trend, and nothing makes no picture', () => {
  const start: DailySeries = { name: 'requests', days: days(2, () => 5), previousDays: [] };
  expect(pictureContent(reportWith([start]))).toBeUndefined();
  expect(pictureContent(reportWith([start], { kv: 1 }))?.panels).toHaveLength(1);
  expect(pictureContent(reportWith([], { kv: 0 }))).toBeUndefined();
});

test('many types are cut to seven and the rest', () => {
  const mounts = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`type${index}`, 20 - index]));
  const [panel] = contentOf(reportWith([], mounts)).panels;
  expect(panel).toMatchObject({ kind: 'parts' });
  if (panel?.kind !== 'parts') return;
  expect(panel.parts).toHaveLength(8);
  expect(panel.parts.at(-1)).toEqual({ label: 'others', value: 13 + 12 + 11 + 10 + 9 });
});

test('its words tell what it shows', () => {
  expect(describePicture(contentOf(reportWith([requests, secrets])))).toBe(
    'Vault in October 2026. Requests a day: 115 on average (90 in September); most on 31 October, 130. Secrets: from 500 on 1 October to 530 on 31 October.',
  );
  expect(describePicture(contentOf(reportWith([], { kv: 3, pki: 1 })))).toBe(
    'Vault in October 2026. Secrets engines by type: kv 3, pki 1.',
  );
});

test('it is a PNG of the promised width, with words in it', async () => {
  const content = contentOf(reportWith([requests, secrets]));
  const png = await drawPicture(content);
  expect([...png.slice(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(sizeOf(png)[0]).toBe(1400);
  // Without a font, text draws nothing: then two titles of one length would make the same picture.
  const other = await drawPicture({ ...content, title: content.title.replace('O', 'N') });
  expect(Buffer.from(other).equals(Buffer.from(png))).toBe(false);
});

test('whatever the figures are, it can be drawn', async () => {
  const value = fc.oneof(
    fc.constantFrom(0, 1, 2, 999, 1_000_000_000_000, Number.MAX_SAFE_INTEGER),
    fc.nat({ max: 100_000 }),
  );
  const series = (name: string) =>
    fc.array(value, { minLength: 3, maxLength: 31 }).map(
      (values): DailySeries => ({
        name,
        days: days(values.length, (index) => values[index] ?? 0),
        previousDays: days(values.length, (index) => values[values.length - 1 - index] ?? 0),
      }),
    );
  await fc.assert(
    fc.asyncProperty(
      series('requests'),
      series('secrets'),
      fc.dictionary(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), fc.integer({ min: 1 }), {
        maxKeys: 10,
      }),
      fc.constantFrom(0, 1, 2),
      async (first, second, mounts, count) => {
        const report = reportWith([first, second].slice(0, count), mounts);
        const content = pictureContent(report);
        if (!content) return;
        expect(describePicture(content)).not.toContain('NaN');
        expect(sizeOf(await drawPicture(content))[0]).toBe(1400);
      },
    ),
    { numRuns: 15 },
  );
});
