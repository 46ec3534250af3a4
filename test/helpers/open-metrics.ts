/** A series of the past, for `startPrometheus({ history })`. */
export interface PastSeries {
  name: string;
  labels: Readonly<Record<string, string>>;
  /** Undefined: the series is not there at that time. */
  valueAt(at: Date): number | undefined;
}

export interface PastOptions {
  from: Date;
  to: Date;
  /** Prometheus looks back five minutes for a sample. Blocks of two hours take their time to be made: keep it short. */
  everyMs?: number;
}

/** Text in OpenMetrics, with a time at each sample: https://prometheus.io/docs/prometheus/latest/storage/#backfilling-from-openmetrics-format */
export function pastMetrics(
  series: readonly PastSeries[],
  { from, to, everyMs = 300_000 }: PastOptions,
): string {
  const byName = groupByName(series);
  const lines = [...byName].flatMap(([name, ofName]) => [
    `# TYPE ${name} unknown`,
    ...ofName.flatMap((one) => samplesOf(one, from, to, everyMs)),
  ]);
  return `${lines.join('\n')}\n# EOF\n`;
}

function samplesOf({ name, labels, valueAt }: PastSeries, from: Date, to: Date, everyMs: number): string[] {
  const text = Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',');
  const samples: string[] = [];
  for (let at = from.getTime(); at <= to.getTime(); at += everyMs) {
    const value = valueAt(new Date(at));
    if (value !== undefined) samples.push(`${name}{${text}} ${value} ${at / 1000}`);
  }
  return samples;
}

function groupByName(series: readonly PastSeries[]): Map<string, PastSeries[]> {
  const groups = new Map<string, PastSeries[]>();
  for (const one of series) groups.set(one.name, [...(groups.get(one.name) ?? []), one]);
  return groups;
}
