import type { Config } from '../../config/config.ts';
import type { MetricSeries, Metrics } from '../../metrics/metrics.ts';
import type { Store } from '../../store/store.ts';
import { problemReasons } from '../finding.ts';
import { lastScans, type SavedScan } from '../scan-store.ts';
import { seenness } from '../staleness/seenness.ts';
import { itemGauges, itemSeries, namespaceLabel } from './item-series.ts';
import { type PlaceCount, placeCounts, problemCounts, seriesRows } from './metric-store.ts';

/** A picture is drawn anew after a scan, and after this: dates pass, and people set new ones. */
const pictureForMs = 60_000;

/** What the gauges were last made from. */
interface Picture {
  scans: string;
  drawnAtMs: number;
}
const pictures = new WeakMap<Metrics, Picture>();

/** Sets the gauges of what runs out from the stored scans. Made for scrapes: cheap while nothing has changed. */
export async function tellExpiryMetrics(
  metrics: Metrics,
  store: Store,
  config: Config,
  now: Date,
): Promise<void> {
  const configured = new Set(config.clusters.map(({ name }) => name));
  const scans = (await lastScans(store.db)).filter(({ cluster }) => configured.has(cluster));
  tellScans(metrics, scans);
  const picture = {
    scans: scans.map(({ id, cluster }) => `${cluster} ${id}`).join(),
    drawnAtMs: now.getTime(),
  };
  const last = pictures.get(metrics);
  if (last?.scans === picture.scans && picture.drawnAtMs - last.drawnAtMs < pictureForMs) return;
  const seen = seenness(scans, now);
  const { gauges, shown } = await itemSeries(seriesRows(store.db, seen), config.expiry.metrics);
  const counts = await placeCounts(store.db, now.getTime(), seen);
  const problems = await problemCounts(store.db);
  pictures.set(metrics, picture);
  for (const name of itemGauges) await metrics.replaceMany(name, gauges[name]);
  tellCounts(metrics, counts);
  const clusters = scans.map(({ cluster }) => cluster);
  metrics.replace(
    'vault_steward_items_stale',
    clusters.map((cluster) => [{ cluster }, sum(counts, cluster, 'stale')]),
  );
  metrics.replace(
    'vault_steward_item_series_left_out',
    clusters.map((cluster) => [
      { cluster },
      Math.max(0, sum(counts, cluster, 'series') - (shown.get(cluster) ?? 0)),
    ]),
  );
  metrics.replace(
    'vault_steward_expiry_problems',
    clusters.flatMap((cluster) =>
      problemReasons.map((reason): MetricSeries => {
        const found = problems.find((problem) => problem.cluster === cluster && problem.reason === reason);
        return [{ cluster, reason }, found?.count ?? 0];
      }),
    ),
  );
}

function tellScans(metrics: Metrics, scans: readonly SavedScan[]): void {
  const series = (value: (scan: SavedScan) => number | undefined): MetricSeries[] =>
    scans.flatMap((scan) => {
      const found = value(scan);
      return found === undefined ? [] : [[{ cluster: scan.cluster }, found]];
    });
  metrics.replace(
    'vault_steward_expiry_scan_duration_seconds',
    series(({ durationMs }) => durationMs / 1_000),
  );
  metrics.replace(
    'vault_steward_expiry_scan_last_success_timestamp_seconds',
    series(({ lookedAt }) => lookedAt && lookedAt.getTime() / 1_000),
  );
  metrics.replace(
    'vault_steward_expiry_scan_complete',
    series(({ complete, failure }) => (complete && failure === undefined ? 1 : 0)),
  );
}

function tellCounts(metrics: Metrics, counts: readonly PlaceCount[]): void {
  const series = (value: (count: PlaceCount) => number | undefined): MetricSeries[] =>
    counts.flatMap((count) => {
      const { cluster, namespace, kind } = count;
      const found = value(count);
      return found === undefined ? [] : [[{ cluster, namespace: namespaceLabel(namespace), kind }, found]];
    });
  metrics.replace(
    'vault_steward_items',
    series(({ count }) => count),
  );
  metrics.replace(
    'vault_steward_items_expired',
    series(({ expired }) => expired),
  );
  metrics.replace(
    'vault_steward_items_earliest_expiration_timestamp_seconds',
    series(({ earliestMs }) => earliestMs && earliestMs / 1_000),
  );
}

function sum(counts: readonly PlaceCount[], cluster: string, what: 'stale' | 'series'): number {
  return counts.filter((count) => count.cluster === cluster).reduce((total, count) => total + count[what], 0);
}
