import { daysOf } from '../../src/reports/month.ts';
import type { Report, ReportMetric } from '../../src/reports/report.ts';
import type { SnapshotRow } from '../../src/reports/snapshot-store.ts';

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

/** A month of daily snapshots, each taken at 00:20; sums are the day's own. */
export function snapshotsOf(
  month: string,
  figures: (index: number) => Record<string, number>,
): SnapshotRow[] {
  return daysOf(month).flatMap((day, index) =>
    Object.entries(figures(index)).map(([name, value]) => ({
      day,
      cluster: 'prod',
      name,
      value,
      source: 'Vault API',
      taken_at: Date.parse(`${day}T00:20:00Z`),
    })),
  );
}
