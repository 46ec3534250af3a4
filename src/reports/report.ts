import type { Month } from './month.ts';

/** The source of what the bot itself did. */
export const deedSource = 'vault-steward';

/** One figure of a month's report. The names of the first six are a contract: `report --json`. */
export interface ReportMetric {
  name: string;
  label: string;
  unit: string;
  value: number;
  /** A month before; null when that is not known, and `missing` says why. */
  previous: number | null;
  source: string;
  /** The value does not hold the whole month so far: no change can be told. */
  isPartial: boolean;
  /** Grows over the month; else it is how many there are at its end. */
  isSum: boolean;
}

export interface MissingFigure {
  /** The figure's name; with `_previous` behind it when only that of the month before is missing. */
  name: string;
  reason: string;
}

/** One figure, day by day, for the picture. Days that are not known are not in it. */
export interface DailySeries {
  name: string;
  days: readonly { day: string; value: number }[];
  previousDays: readonly { day: string; value: number }[];
}

export interface Report {
  period: Month;
  previous: Month;
  metrics: readonly ReportMetric[];
  missing: readonly MissingFigure[];
  /** The month is not over: its sums are "so far". */
  isRunning: boolean;
  daily: readonly DailySeries[];
}

/** What `--json` prints: these names and no others. */
export function toReportJson({ period, previous, metrics, missing }: Report): unknown {
  return {
    period,
    previous,
    metrics: metrics.map(({ name, label, unit, value, previous: before, source }) => ({
      name,
      label,
      unit,
      value,
      previous: before,
      source,
    })),
    missing,
  };
}
