import { setImmediate as letOthers } from 'node:timers/promises';
import { Gauge, Registry } from 'prom-client';
import type { MetricSeries } from './metrics.ts';

/** Series between which others get their turn: prom-client sets and prints 10,000 in one go of a fifth of a second. */
const seriesAtOnce = 1_000;

export interface LargeGaugeOptions {
  name: string;
  help: string;
  labelNames: readonly string[];
}

/** A gauge of thousands of series, kept as many small ones of one name. */
export interface LargeGauge {
  /** All at once as far as anybody sees: until the last is there, the series before are printed. No two alike. */
  replace(series: readonly MetricSeries[]): Promise<void>;
  /** As prom-client prints one metric. */
  render(): Promise<string>;
}

export function createLargeGauge(options: LargeGaugeOptions): LargeGauge {
  let pieces = [pieceOf(options, [])];
  return {
    async replace(series) {
      const made = [pieceOf(options, series.slice(0, seriesAtOnce))];
      for (let from = seriesAtOnce; from < series.length; from += seriesAtOnce) {
        await letOthers();
        made.push(pieceOf(options, series.slice(from, from + seriesAtOnce)));
      }
      pieces = made;
    },
    async render() {
      const texts: string[] = [];
      for (const piece of pieces) {
        const text = await piece.getSingleMetricAsString(options.name);
        texts.push(texts.length === 0 ? text : withoutHead(text));
        await letOthers();
      }
      return texts.join('\n');
    },
  };
}

function pieceOf({ name, help, labelNames }: LargeGaugeOptions, series: readonly MetricSeries[]): Registry {
  const registry = new Registry();
  const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
  for (const [labels, value] of series) gauge.set(labels, value);
  return registry;
}

/** HELP and TYPE stand once, above the first piece. */
function withoutHead(text: string): string {
  return text.slice(text.indexOf('\n', text.indexOf('\n') + 1) + 1);
}
