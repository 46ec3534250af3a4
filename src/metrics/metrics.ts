import { setImmediate as letOthers } from 'node:timers/promises';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { createLargeGauge, type LargeGauge } from './large-gauge.ts';
import type { MetricDefinition } from './metric.ts';

export type MetricLabels = Readonly<Record<string, string>>;

/** One series of a gauge and its value. */
export type MetricSeries = readonly [labels: MetricLabels, value: number];

/** Where the program counts. Names must be defined beforehand; an unknown one is a mistake and throws. */
export interface Metrics {
  count(name: string, labels?: MetricLabels, by?: number): void;
  set(name: string, labels: MetricLabels, value: number): void;
  /** All series of a gauge at once: those that are not given go. */
  replace(name: string, series: readonly MetricSeries[]): void;
  /** The same of a gauge that is defined with `hasMany`: in pieces, between which others get their turn. */
  replaceMany(name: string, series: readonly MetricSeries[]): Promise<void>;
  /** Seconds into a histogram. */
  observe(name: string, labels: MetricLabels, seconds: number): void;
  /** Called at each scrape, to set gauges from live state. */
  beforeScrape(collect: () => Promise<void> | void): void;
}

export interface MetricsRegistry extends Metrics {
  contentType: string;
  /** Prometheus text format (https://prometheus.io/docs/instrumenting/exposition_formats/). */
  render(): Promise<string>;
}

const defaultBuckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * A registry of its own (prom-client's global one leaks between tests and processes' parts). `configuredLabels` are
 * the further labels of the gauges that take them.
 */
export function createMetrics(
  definitions: readonly MetricDefinition[],
  configuredLabels: readonly string[] = [],
): MetricsRegistry {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const largeGauges = new Map<string, LargeGauge>();
  const histograms = new Map<string, Histogram>();
  for (const { name, help, labels, takesConfiguredLabels, hasMany, type, buckets } of definitions) {
    const labelNames = [...labels, ...(takesConfiguredLabels ? configuredLabels : [])];
    const options = { name, help, labelNames, registers: [registry] };
    if (hasMany) largeGauges.set(name, createLargeGauge({ name, help, labelNames }));
    else if (type === 'counter') counters.set(name, new Counter(options));
    else if (type === 'gauge') gauges.set(name, new Gauge(options));
    else histograms.set(name, new Histogram({ ...options, buckets: [...(buckets ?? defaultBuckets)] }));
  }
  const collectors: (() => Promise<void> | void)[] = [];
  return {
    contentType: registry.contentType,
    count: (name, labels = {}, by = 1) => pick(counters, name).inc(labels, by),
    set: (name, labels, value) => pick(gauges, name).set(labels, value),
    replace(name, series) {
      const gauge = pick(gauges, name);
      gauge.reset();
      for (const [labels, value] of series) gauge.set(labels, value);
    },
    replaceMany: (name, series) => pick(largeGauges, name).replace(series),
    observe: (name, labels, seconds) => pick(histograms, name).observe(labels, seconds),
    beforeScrape: (collect) => void collectors.push(collect),
    render: async () => {
      await Promise.all(collectors.map((collect) => collect()));
      const texts: string[] = [];
      // One metric after another: thousands of series in one go would stop everybody else.
      for (const { name } of definitions) {
        const large = largeGauges.get(name);
        texts.push(await (large ? large.render() : registry.getSingleMetricAsString(name)));
        await letOthers();
      }
      return `${texts.join('\n\n')}\n`;
    },
  };
}

function pick<T>(map: ReadonlyMap<string, T>, name: string): T {
  const metric = map.get(name);
  if (!metric) throw new Error(`No metric of this type is defined: ${name}`);
  return metric;
}
