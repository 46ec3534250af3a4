import { compareFigures, familyOf, figureNames } from './figure.ts';
import { type FlowDays, flowDaysOf } from './flow-days.ts';
import { lastSnapshot, levelNames, levelReading } from './level-readings.ts';
import type { MonthSources } from './month-sources.ts';
import { type FlowName, flowNames } from './read-prometheus.ts';
import { addUp, isKnown, type Reading, type Readings, type Unknown } from './reading.ts';

/** A month's figures over all clusters, in the order in which they are shown. */
export interface MonthReadings {
  byName: ReadonlyMap<string, Reading>;
  /** What is known of some of the month's days only: not to be compared with a whole month. */
  partial: ReadonlySet<string>;
}

const levels = ['namespaces', 'mounts', 'secrets', 'auth_methods', 'entities', 'tokens'] as const;

/** What the daily snapshots keep besides. */
const notLevels: ReadonlySet<string> = new Set(['active_clients', ...flowNames]);

/** A sum is a month's only if it holds this much of its days. */
const wholeShare = 0.9;

/** Adds up what the sources say, cluster by cluster, figure by figure. */
export function readMonth(sources: MonthSources): MonthReadings {
  const byCluster = new Map(sources.clusters.map((cluster) => [cluster, levelsAndClients(cluster, sources)]));
  const names = new Set([
    ...levels,
    'active_clients',
    ...[...byCluster.values()].flatMap((one) => [...one.keys()]),
  ]);
  const readings = new Map<string, Reading>([...names].map((name) => [name, addUp(name, byCluster)]));
  const partial = new Set<string>();
  for (const name of flowNames) {
    const flow = addUpFlow(name, sources);
    readings.set(name, flow.reading);
    if (flow.isPartial) partial.add(name);
  }
  readings.set('request_duration_average', averageDuration(readings));
  readings.delete('request_time_ms');
  return {
    byName: new Map([...readings].sort(([a], [b]) => compareFigures(a, b))),
    partial,
  };
}

function levelsAndClients(cluster: string, sources: MonthSources): Readings {
  const readings = new Map<string, Reading>();
  for (const name of new Set([...levels, ...levelNames(cluster, sources)])) {
    if (notLevels.has(name)) continue;
    const reading = levelReading(cluster, name, sources);
    // A type that is not there any more is no gap: its family's figure is without it.
    if (isKnown(reading) || familyOf(name) === undefined) readings.set(name, reading);
  }
  readings.set('active_clients', clientsReading(cluster, sources));
  return readings;
}

/** From the server, which remembers years; where it does not answer, what it had counted at the last snapshot. */
function clientsReading(cluster: string, sources: MonthSources): Reading {
  const counted = sources.activeClients.get(cluster) ?? { reason: 'The activity log was not asked' };
  if (isKnown(counted) || counted.never) return counted;
  const kept = lastSnapshot(cluster, 'active_clients', sources);
  return isKnown(kept) ? kept : counted;
}

function addUpFlow(name: FlowName, sources: MonthSources): { reading: Reading; isPartial: boolean } {
  const flows = sources.clusters.map((cluster) => ({ cluster, flow: flowDaysOf(cluster, name, sources) }));
  const readings = flows.map(({ cluster, flow }): [string, Readings] => [
    cluster,
    new Map([[name, 'reason' in flow ? flow : sumOf(flow)]]),
  ]);
  const isPartial = flows.some(({ flow }) => !('reason' in flow) && !isWhole(flow));
  return { reading: addUp(name, new Map(readings)), isPartial };
}

function sumOf(flow: FlowDays): Reading {
  const value = Math.round([...flow.byDay.values()].reduce((sum, amount) => sum + amount, 0));
  const days = isWhole(flow) ? '' : `, ${flow.byDay.size} of ${flow.days} days`;
  return { value, source: `${flow.source}${days}` };
}

function isWhole({ byDay, days }: FlowDays): boolean {
  return byDay.size >= days * wholeShare;
}

function averageDuration(readings: ReadonlyMap<string, Reading>): Reading {
  const requests = readings.get('requests') as Reading;
  const time = readings.get('request_time_ms') as Reading;
  if (!isKnown(requests)) return requests satisfies Unknown;
  if (!isKnown(time)) return time;
  if (requests.value === 0) return { reason: 'There were no requests' };
  return { value: Math.round((time.value / requests.value) * 100) / 100, source: time.source };
}

/** Every name that a report answers for, known or not. */
export function allNames(...months: readonly MonthReadings[]): string[] {
  const names = new Set([...figureNames, ...months.flatMap(({ byName }) => [...byName.keys()])]);
  return [...names].sort(compareFigures);
}
