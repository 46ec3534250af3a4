import type { Report, ReportMetric } from '../../src/reports/report.ts';

/** The figures of a report by name. */
export function valuesOf({ metrics }: Report): Record<string, number> {
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

export function metricOf({ metrics }: Report, name: string): ReportMetric | undefined {
  return metrics.find((metric) => metric.name === name);
}

/** Why a figure is missing. */
export function reasonOf({ missing }: Report, name: string): string | undefined {
  return missing.find((one) => one.name === name)?.reason;
}
