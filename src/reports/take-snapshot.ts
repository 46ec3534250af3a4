import { describeServerFailure } from '../core/describe-failure.ts';
import { type Cluster, clustersAtOnce } from '../core/inventory/cluster.ts';
import { inParallel } from '../lib/in-parallel.ts';
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
 * @returns of each cluster that told nothing at all, its name and why
 */
export async function keepLevels(context: SnapshotContext): Promise<string[]> {
  const silent = await inParallel(context.ports.clusters, clustersAtOnce, (cluster) =>
    keepLevelsOf(cluster, context),
  );
  return silent.filter((one) => one !== undefined).sort();
}

async function keepLevelsOf(
  cluster: Cluster,
  { ports, now, signal }: SnapshotContext,
): Promise<string | undefined> {
  const zone = ports.config.timeZone;
  const readings = new Map<string, Reading>(await readCluster(cluster, signal));
  readings.set('active_clients', await readActiveClients(cluster, monthOf(now, zone), true, signal));
  const [day, taken_at] = [dateInZone(now, zone), now.getTime()];
  const rows = [...readings].flatMap(([name, reading]): SnapshotRow[] => {
    if (!isKnown(reading)) return [];
    const value = Math.round(reading.value);
    return [{ day, cluster: cluster.name, name, value, source: reading.source, taken_at }];
  });
  await saveSnapshots(ports.store.db, rows);
  if (rows.length > 0) return undefined;
  const [first] = readings.values();
  return `${cluster.name} (${isKnown(first) ? '' : first?.reason})`;
}

/**
 * Keeps the sums of the days that are over and not kept yet, from Prometheus. A Prometheus that does not answer today
 * is asked for the same days tomorrow.
 */
export async function keepFlows(context: SnapshotContext): Promise<void> {
  const { ports, now, signal } = context;
  const { timeZone: zone } = ports.config;
  const clusters = ports.clusters.map(({ name }) => name);
  const lacking = await lackingDays(context, clusters);
  const first = [...lacking.values()].flatMap((days) => [...days]).sort()[0];
  if (first === undefined) return;
  const prometheus = await askPrometheus(periodSince(first, now, zone), context);
  if (!prometheus) return;
  const serverNames = await readServerNames(ports.clusters, signal);
  const rows = clusters.flatMap((cluster) => {
    const server = serverHistory(cluster, { prometheus, serverNames, clusters });
    if ('reason' in server) return [];
    return flowNames.flatMap((name) =>
      [...sumByDay(server, name, zone)]
        .filter(([day]) => lacking.get(cluster)?.has(day))
        .map(([day, sum]): SnapshotRow => {
          const value = Math.round(sum);
          return { day, cluster, name, value, source: 'Prometheus', taken_at: now.getTime() };
        }),
    );
  });
  await saveSnapshots(ports.store.db, rows);
}

/** By cluster: the last days that are over and whose sums are not kept. */
async function lackingDays(
  { ports, now }: SnapshotContext,
  clusters: readonly string[],
): Promise<Map<string, Set<string>>> {
  const days = daysBefore(now, ports.config.timeZone);
  const kept = await readSnapshots(ports.store.db, days[0] ?? '', days.at(-1) ?? '');
  const isKept = (day: string, cluster: string) =>
    kept.some((row) => row.day === day && row.cluster === cluster && row.name === 'requests');
  return new Map(clusters.map((cluster) => [cluster, new Set(days.filter((day) => !isKept(day, cluster)))]));
}

async function askPrometheus(
  period: Period,
  { ports, log, signal }: SnapshotContext,
): Promise<PrometheusHistory | undefined> {
  if (!ports.prometheus) return undefined;
  try {
    return await readPrometheus(ports.prometheus, period, signal);
  } catch (error) {
    if (describeServerFailure(error) === undefined) throw error;
    log.warn({ error }, 'Prometheus gave no figures for the daily snapshot');
    return undefined;
  }
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
