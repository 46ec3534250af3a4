import { describeServerFailure } from '../core/describe-failure.ts';
import type { Logger } from '../lib/logger.ts';
import { dateInZone, dayMs, fromZone } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { serverHistory, sumByDay } from './flow-days.ts';
import { monthOf, type Period } from './month.ts';
import { readServerNames } from './month-sources.ts';
import { readActiveClients } from './read-active-clients.ts';
import { readCluster } from './read-cluster.ts';
import { flowNames, type PrometheusHistory, readPrometheus } from './read-prometheus.ts';
import { isKnown, type Reading } from './reading.ts';
import { readSnapshots, type SnapshotRow, saveSnapshots } from './snapshot-store.ts';

/** What a snapshot reads from and writes to. */
export interface SnapshotContext {
  ports: Ports & { store: Store };
  log: Logger;
  now: Date;
  signal?: AbortSignal;
}

/** Prometheus keeps 15 days unless told otherwise; what it forgets must be in the table by then. */
const flowDaysBack = 15;

/**
 * Keeps what each cluster has at this moment as the figures of today. What a cluster does not tell is left out, and
 * so missing; nothing is ever kept as 0 in its place.
 *
 * @returns the names of the clusters that told nothing at all
 */
export async function keepLevels({ ports, now, signal }: SnapshotContext): Promise<string[]> {
  const { config, clusters, store } = ports;
  const day = dateInZone(now, config.timeZone);
  const month = monthOf(now, config.timeZone);
  const silent: string[] = [];
  await Promise.all(
    clusters.map(async (cluster) => {
      const readings = new Map<string, Reading>(await readCluster(cluster, signal));
      readings.set('active_clients', await readActiveClients(cluster, month, true, signal));
      const rows = [...readings].flatMap(([name, reading]): SnapshotRow[] =>
        isKnown(reading)
          ? [
              {
                day,
                cluster: cluster.name,
                name,
                value: Math.round(reading.value),
                source: reading.source,
                taken_at: now.getTime(),
              },
            ]
          : [],
      );
      if (rows.length === 0) silent.push(cluster.name);
      await saveSnapshots(store.db, rows);
    }),
  );
  return silent.sort();
}

/**
 * Keeps the sums of the days that are over and not kept yet, from Prometheus. A Prometheus that does not answer today
 * is asked for the same days tomorrow.
 */
export async function keepFlows(context: SnapshotContext): Promise<void> {
  const { ports, log, now, signal } = context;
  const zone = ports.config.timeZone;
  if (!ports.prometheus) return;
  const days = daysBefore(now, zone);
  const [firstDay, lastDay] = [days[0], days.at(-1)];
  if (firstDay === undefined || lastDay === undefined) return;
  const kept = await readSnapshots(ports.store.db, firstDay, lastDay);
  const isKept = (day: string, cluster: string) =>
    kept.some((row) => row.day === day && row.cluster === cluster && row.name === 'requests');
  const lacking = days.filter((day) => ports.clusters.some(({ name }) => !isKept(day, name)));
  const first = lacking[0];
  if (first === undefined) return;
  let history: PrometheusHistory;
  try {
    history = await readPrometheus(ports.prometheus, periodSince(first, now, zone), signal);
  } catch (error) {
    if (describeServerFailure(error) === undefined) throw error;
    log.warn({ error }, 'Prometheus gave no figures for the daily snapshot');
    return;
  }
  const serverNames = await readServerNames(ports.clusters, signal);
  const clusters = ports.clusters.map(({ name }) => name);
  const rows = clusters.flatMap((cluster) => {
    const server = serverHistory(cluster, { prometheus: history, serverNames, clusters });
    if ('reason' in server) return [];
    return flowNames.flatMap((name) =>
      [...sumByDay(server, name, zone)]
        .filter(([day]) => lacking.includes(day) && !isKept(day, cluster))
        .map(
          ([day, value]): SnapshotRow => ({
            day,
            cluster,
            name,
            value: Math.round(value),
            source: 'Prometheus',
            taken_at: now.getTime(),
          }),
        ),
    );
  });
  await saveSnapshots(ports.store.db, rows);
}

/** The last days that are over, oldest first. */
function daysBefore(now: Date, zone: string): string[] {
  const today = dateInZone(now, zone);
  const days = Array.from({ length: flowDaysBack + 1 }, (_, back) =>
    dateInZone(new Date(now.getTime() - back * dayMs), zone),
  );
  return [...new Set(days)].filter((day) => day < today).sort();
}

/** From the first instant of `day` to the first of today. */
function periodSince(day: string, now: Date, zone: string): Period {
  return { from: startOf(day, zone), to: startOf(dateInZone(now, zone), zone) };
}

function startOf(date: string, zone: string): Date {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return fromZone({ year, month, day }, zone);
}
