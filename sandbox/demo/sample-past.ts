import { dateInZone, dayMs } from '../../src/lib/times.ts';
import { daysOf, monthOf, shiftMonth } from '../../src/reports/month.ts';
import { isKnown, type Readings } from '../../src/reports/reading.ts';
import type { SnapshotRow } from '../../src/reports/snapshot-store.ts';

/**
 * Daily figures of the last three months up to yesterday, as if the bot had been there: they grow towards what the
 * server has now, and fewer people work at weekends. The same on every run.
 */
export function samplePast(options: {
  cluster: string;
  live: Readings;
  now: Date;
  zone: string;
}): SnapshotRow[] {
  const { cluster, live, now, zone } = options;
  const today = dateInZone(now, zone);
  const thisMonth = monthOf(now, zone);
  const days = [-2, -1, 0].flatMap((by) => daysOf(shiftMonth(thisMonth, by))).filter((day) => day < today);
  return days.flatMap((day, index) => {
    const at = Date.parse(`${day}T00:20:00Z`);
    const share = (index + 1) / (days.length + 1);
    const row = (name: string, value: number): SnapshotRow => ({
      day,
      cluster,
      name,
      value: Math.round(value),
      source: 'Sample data',
      taken_at: at,
    });
    const levels = [...live].flatMap(([name, reading]) =>
      isKnown(reading) ? [row(name, reading.value * (0.55 + 0.45 * share))] : [],
    );
    const requests = requestsOn(at, share);
    const violations = new Date(at).getUTCDate() === 17 ? 12 : 0;
    return [
      ...levels,
      row('requests', requests),
      row('request_time_ms', requests * 3.4),
      row('quota_violations', violations),
    ];
  });
}

/** About 40,000 on a working day, a third of it at weekends, with some ups and downs. */
function requestsOn(at: number, share: number): number {
  const weekday = new Date(at).getUTCDay();
  const working = weekday === 0 || weekday === 6 ? 0.33 : 1;
  const waves = 1 + 0.08 * Math.sin(at / dayMs) + 0.05 * Math.sin(at / dayMs / 3);
  return 34_000 * working * waves * (0.9 + 0.3 * share);
}
