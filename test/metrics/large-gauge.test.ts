import { expect, test } from 'vitest';
import type { MetricDefinition } from '../../src/metrics/metric.ts';
import { createMetrics, type MetricSeries } from '../../src/metrics/metrics.ts';

const gauge: MetricDefinition = {
  name: 'vault_things',
  help: 'Things of "all" sorts.',
  type: 'gauge',
  labels: ['path', 'namespace'],
};

function seriesOf(count: number): MetricSeries[] {
  return Array.from({ length: count }, (_, at) => [{ namespace: 'root', path: `a "b" \\ ${at}\n` }, at / 2]);
}

/** How a gauge prints that is set in one go. */
function inOneGo(series: readonly MetricSeries[]): Promise<string> {
  const metrics = createMetrics([gauge]);
  metrics.replace(gauge.name, series);
  return metrics.render();
}

test.each([0, 1, 999, 1_000, 1_001, 2_500])('%i series print as those of any gauge', async (count) => {
  const metrics = createMetrics([{ ...gauge, hasMany: true }]);
  await metrics.replaceMany(gauge.name, seriesOf(count));
  expect(await metrics.render()).toBe(await inOneGo(seriesOf(count)));
});

test('series that are not given go, and the old ones are printed until all new ones are there', async () => {
  const metrics = createMetrics([{ ...gauge, hasMany: true }]);
  await metrics.replaceMany(gauge.name, seriesOf(1_500));
  let turns = 0;
  const count = (): void => {
    turns += 1;
    turn = setImmediate(count);
  };
  let turn = setImmediate(count);
  const replacing = metrics.replaceMany(gauge.name, seriesOf(3_001));
  expect(await metrics.render()).toBe(await inOneGo(seriesOf(1_500)));
  await replacing;
  clearImmediate(turn);
  expect(turns).toBeGreaterThan(1);
  expect(await metrics.render()).toBe(await inOneGo(seriesOf(3_001)));
  await metrics.replaceMany(gauge.name, seriesOf(2));
  expect(await metrics.render()).toBe(await inOneGo(seriesOf(2)));
});
