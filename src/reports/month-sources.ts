import { describeServerFailure } from '../core/describe-failure.ts';
import type { Cluster } from '../core/inventory/cluster.ts';
import { dateInZone } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import { daysOf, type Month, monthOf, type Period, periodOf, shiftMonth } from './month.ts';
import { readActiveClients } from './read-active-clients.ts';
import { type PrometheusHistory, readPrometheus } from './read-prometheus.ts';
import type { Reading, Readings, Unknown } from './reading.ts';
import { SealStatus } from './schema.ts';
import { readSnapshots, type SnapshotRow } from './snapshot-store.ts';

/** Everything that is known of one month, from all sources, before anything is chosen or added up. */
export interface MonthSources {
  month: Month;
  /** Up to now, where the month is not over. */
  period: Period;
  zone: string;
  isCurrent: boolean;
  /** Names of all configured clusters. */
  clusters: readonly string[];
  /** By cluster: this moment's figures; only for the month that runs. */
  live: ReadonlyMap<string, Readings>;
  activeClients: ReadonlyMap<string, Reading>;
  /** Of the month's days and the first day after; undefined where there is no store. */
  snapshots: readonly SnapshotRow[] | undefined;
  prometheus: PrometheusHistory | Unknown;
  /** By cluster: the name its figures carry in Prometheus. */
  serverNames: ReadonlyMap<string, string>;
}

/** What is asked once for all months of a report. */
export interface ServerFacts {
  live: ReadonlyMap<string, Readings>;
  serverNames: ReadonlyMap<string, string>;
}

/** Gathers a month's sources. A server that fails costs only its own figures. */
export async function gatherMonth(
  month: Month,
  { live, serverNames }: ServerFacts,
  ports: Ports,
  now: Date,
  signal?: AbortSignal,
): Promise<MonthSources> {
  const zone = ports.config.timeZone;
  const isCurrent = monthOf(now, zone) === month;
  const whole = periodOf(month, zone);
  const period = { from: whole.from, to: new Date(Math.min(whole.to.getTime(), now.getTime())) };
  const [activeClients, snapshots, prometheus] = await Promise.all([
    readClientsOfAll(ports.clusters, month, isCurrent, signal),
    readDays(month, ports),
    readHistory(period, ports, signal),
  ]);
  return {
    month,
    period,
    zone,
    isCurrent,
    clusters: ports.clusters.map(({ name }) => name),
    live: isCurrent ? live : new Map(),
    activeClients,
    snapshots,
    prometheus,
    serverNames,
  };
}

/** The names under which the clusters' figures stand in Prometheus. A server that does not answer has none. */
export async function readServerNames(
  clusters: readonly Cluster[],
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  const names = await Promise.all(clusters.map((cluster) => readServerName(cluster, signal)));
  return new Map(names.filter((entry): entry is [string, string] => entry !== undefined));
}

async function readServerName(
  { name, vault }: Cluster,
  signal: AbortSignal | undefined,
): Promise<[string, string] | undefined> {
  try {
    const path = 'sys/seal-status';
    const answer = await vault.request({ method: 'GET', path, ...(signal ? { signal } : {}) }, SealStatus);
    return answer.cluster_name ? [name, answer.cluster_name] : undefined;
  } catch (error) {
    if (describeServerFailure(error) === undefined || signal?.aborted) throw error;
    return undefined;
  }
}

async function readClientsOfAll(
  clusters: readonly Cluster[],
  month: Month,
  isCurrent: boolean,
  signal: AbortSignal | undefined,
): Promise<Map<string, Reading>> {
  const readings = clusters.map(
    async (cluster): Promise<[string, Reading]> => [
      cluster.name,
      await readActiveClients(cluster, month, isCurrent, signal),
    ],
  );
  return new Map(await Promise.all(readings));
}

async function readDays(month: Month, { store }: Ports): Promise<SnapshotRow[] | undefined> {
  if (!store) return undefined;
  return readSnapshots(store.db, `${month}-01`, `${shiftMonth(month, 1)}-01`);
}

async function readHistory(
  period: Period,
  { prometheus }: Ports,
  signal: AbortSignal | undefined,
): Promise<PrometheusHistory | Unknown> {
  if (!prometheus) return { reason: 'No Prometheus is configured' };
  if (period.to <= period.from) return { reason: 'The month has not begun' };
  try {
    return await readPrometheus(prometheus, period, signal);
  } catch (error) {
    const reason = describeServerFailure(error);
    if (reason === undefined || signal?.aborted) throw error;
    return { reason: reason.replace(/\.$/, '') };
  }
}

/** The days of the month that have begun, `2026-10-01` first. */
export function daysSoFar({
  month,
  period,
  zone,
}: Pick<MonthSources, 'month' | 'period' | 'zone'>): string[] {
  const lastInstant = new Date(period.to.getTime() - 1);
  if (monthOf(lastInstant, zone) !== month) return [];
  const last = dateInZone(lastInstant, zone);
  return daysOf(month).filter((day) => day <= last);
}
