import { dateInZone, dayMs, hourMs } from '../lib/times.ts';
import { familyOf } from './figure.ts';
import { serverHistory } from './flow-days.ts';
import { describeDay, describeMonth } from './month.ts';
import { daysSoFar, type MonthSources } from './month-sources.ts';
import type { LevelName } from './read-prometheus.ts';
import { isKnown, type Known, type Reading, type Unknown } from './reading.ts';
import type { SnapshotRow } from './snapshot-store.ts';

/** A level older than this at the month's end is not the month's. */
const oldestAtEndMs = 3 * dayMs;
/** The first sample after midnight is nearer to the month's end than the one before it. */
const afterEndMs = 2 * hourMs;
/** Vault's own default of `maximum_gauge_cardinality`: mounts beyond it are not in the gauge. */
const mostGaugeMounts = 500;

const gaugeNames: Readonly<Record<LevelName, string>> = {
  secrets: 'vault_secret_kv_count',
  entities: 'vault_identity_entity_count',
  tokens: 'vault_token_count',
};

/**
 * How many there were of something at the month's end (or are now): from Vault itself, else from the last daily
 * snapshot, else from Prometheus.
 */
export function levelReading(cluster: string, name: string, sources: MonthSources): Reading {
  const live = sources.live.get(cluster)?.get(name);
  if (isKnown(live)) return live;
  const kept = lastSnapshot(cluster, name, sources);
  if (isKnown(kept)) return kept;
  const gauge = isGauge(name) ? gaugeReading(cluster, name, sources) : undefined;
  if (isKnown(gauge)) return gauge;
  if (live?.never) return live;
  const reasons = [sources.isCurrent ? live?.reason : kept.reason, gauge?.reason].filter(Boolean);
  return { reason: [...new Set(reasons)].join('. ') || kept.reason };
}

/** The names of all levels of a cluster that are known of the month. */
export function levelNames(cluster: string, sources: MonthSources): string[] {
  const live = [...(sources.live.get(cluster)?.keys() ?? [])];
  const kept = rowsOf(cluster, sources).map(({ name }) => name);
  return [...new Set([...live, ...kept])];
}

/** The level on each day, as far as it is known. */
export function levelDays(cluster: string, name: string, sources: MonthSources): Map<string, number> {
  const byDay = new Map<string, number>();
  const server = isGauge(name) ? serverHistory(cluster, sources) : undefined;
  if (isGauge(name) && server && !('reason' in server))
    for (const { at, value } of server.levels.get(name) ?? [])
      byDay.set(dateInZone(new Date(at.getTime() - 1), sources.zone), value);
  for (const row of rowsOf(cluster, sources)) if (row.name === name) byDay.set(row.day, row.value);
  const live = sources.live.get(cluster)?.get(name);
  const today = daysSoFar(sources).at(-1);
  if (isKnown(live) && today !== undefined) byDay.set(today, live.value);
  const days = new Set(daysSoFar(sources));
  return new Map([...byDay].filter(([day]) => days.has(day)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The last snapshot of a month, if it is of its last days. */
export function lastSnapshot(cluster: string, name: string, sources: MonthSources): Known | Unknown {
  if (sources.snapshots === undefined)
    return { reason: 'Only the running bot knows past months, from its daily snapshots' };
  const rows = rowsOf(cluster, sources);
  // A part is taken from the day of its whole: a type that was not there on that day is gone.
  const whole = familyOf(name) ?? name;
  const last = rows.findLast((row) => row.name === whole);
  const row = rows.findLast((one) => one.name === name && one.day === last?.day);
  if (!last) return { reason: `There is no daily snapshot of ${describeMonth(sources.month)}` };
  if (last.taken_at < sources.period.to.getTime() - oldestAtEndMs)
    return {
      reason: `The last daily snapshot of ${describeMonth(sources.month)} is of ${describeDay(last.day)}`,
    };
  if (!row) return { reason: `There were none on ${describeDay(last.day)}` };
  return { value: row.value, source: `Daily snapshot (${row.source})` };
}

/** The snapshots that belong to the month, oldest first: also the first one after its end, if it came at once. */
function rowsOf(cluster: string, { snapshots = [], period, month }: MonthSources): SnapshotRow[] {
  return snapshots.filter(
    (row) =>
      row.cluster === cluster &&
      (row.day.startsWith(month) || row.taken_at <= period.to.getTime() + afterEndMs),
  );
}

function isGauge(name: string): name is LevelName {
  return name in gaugeNames;
}

function gaugeReading(cluster: string, name: LevelName, sources: MonthSources): Reading {
  const server = serverHistory(cluster, sources);
  if ('reason' in server) return server;
  const last = server.levels.get(name)?.at(-1);
  const nothing = { reason: `Prometheus has no ${gaugeNames[name]} of ${cluster} from that time` };
  if (!last || last.at.getTime() < sources.period.to.getTime() - oldestAtEndMs) return nothing;
  if (name === 'secrets' && server.kvMounts >= mostGaugeMounts)
    return { reason: `${gaugeNames[name]} leaves out mounts beyond ${mostGaugeMounts}` };
  const alsoCounts = name === 'secrets' ? ' (KV v1 as well)' : '';
  return { value: last.value, source: `${gaugeNames[name]} in Prometheus${alsoCounts}` };
}
