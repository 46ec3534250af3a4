import { dateInZone } from '../lib/times.ts';
import { daysSoFar, type MonthSources } from './month-sources.ts';
import type { FlowName, PrometheusHistory, ServerHistory } from './read-prometheus.ts';
import type { Unknown } from './reading.ts';

/** What happened on each day of a month, as far as it is known. */
export interface FlowDays {
  /** By day. A day that is not in here is not known. */
  byDay: ReadonlyMap<string, number>;
  /** Days of the month that have begun. */
  days: number;
  source: string;
}

/**
 * A cluster's sums by day: from Prometheus where it watched the cluster on that day, else from the daily snapshots,
 * which remember what Prometheus has forgotten. Of a day that Prometheus knows only in part, whatever is more.
 */
export function flowDaysOf(cluster: string, name: FlowName, sources: MonthSources): FlowDays | Unknown {
  const days = daysSoFar(sources);
  const server = serverHistory(cluster, sources);
  const watched = 'reason' in server ? new Map<string, number>() : sumByDay(server, name, sources.zone);
  const kept = new Map(
    (sources.snapshots ?? [])
      .filter((row) => row.cluster === cluster && row.name === name)
      .map(({ day, value }) => [day, value]),
  );
  const byDay = new Map<string, number>();
  for (const day of days) {
    const values = [watched.get(day), kept.get(day)].filter((value) => value !== undefined);
    if (values.length > 0) byDay.set(day, Math.max(...values));
  }
  if (byDay.size === 0)
    return 'reason' in server ? server : { reason: `Prometheus has no figures of ${cluster} from that time` };
  const fromSnapshots = [...byDay.keys()].some((day) => !watched.has(day));
  const fromPrometheus = [...byDay.keys()].some((day) => watched.has(day));
  const from = [fromPrometheus && 'Prometheus', fromSnapshots && 'Daily snapshots']
    .filter(Boolean)
    .join(' and ');
  return { byDay, days: days.length, source: from };
}

/** What Prometheus has of a cluster, or why it has nothing. */
export function serverHistory(
  cluster: string,
  { prometheus, serverNames, clusters }: Pick<MonthSources, 'prometheus' | 'serverNames' | 'clusters'>,
): ServerHistory | Unknown {
  if ('reason' in prometheus) return prometheus;
  const name = serverNames.get(cluster) ?? (clusters.length === 1 ? onlyServer(prometheus) : undefined);
  if (name === undefined)
    return { reason: `${cluster} does not answer, so its figures in Prometheus cannot be told from others’` };
  return (
    prometheus.byServer.get(name) ?? { reason: `Prometheus has no figures of ${cluster} from that time` }
  );
}

/** Where there is one cluster here and one server there, they belong together. */
function onlyServer({ byServer }: PrometheusHistory): string | undefined {
  return byServer.size === 1 ? [...byServer.keys()][0] : undefined;
}

/** Every day on which the server was watched: 0 where it was watched and nothing happened. */
export function sumByDay(
  { flows, watchedAt }: ServerHistory,
  name: FlowName,
  zone: string,
): Map<string, number> {
  const byDay = new Map<string, number>();
  for (const at of watchedAt) byDay.set(dayBefore(at, zone), 0);
  for (const { at, amount } of flows.get(name) ?? []) {
    const day = dayBefore(at, zone);
    byDay.set(day, (byDay.get(day) ?? 0) + amount);
  }
  return byDay;
}

/** What was counted up to midnight belongs to the day that ended. */
function dayBefore(at: Date, zone: string): string {
  return dateInZone(new Date(at.getTime() - 1), zone);
}
