import { flowDaysOf } from './flow-days.ts';
import { levelDays } from './level-readings.ts';
import type { MonthSources } from './month-sources.ts';
import type { DailySeries } from './report.ts';

/** What the picture may show, day by day. */
const shown = ['requests', 'secrets', 'namespaces', 'entities'] as const;

/** The daily figures of a month and of the one before it, over all clusters. Those without a day are left out. */
export function dailySeries(sources: MonthSources, previous: MonthSources): DailySeries[] {
  return shown
    .map((name) => ({ name, days: daysOf(name, sources), previousDays: daysOf(name, previous) }))
    .filter(({ days }) => days.length > 0);
}

function daysOf(name: (typeof shown)[number], sources: MonthSources): DailySeries['days'] {
  const byCluster = sources.clusters
    .map((cluster) =>
      name === 'requests' ? requestDays(cluster, sources) : levelDays(cluster, name, sources),
    )
    .filter((days) => days.size > 0);
  const [first, ...others] = byCluster;
  if (!first) return [];
  // A day that one of the clusters lacks would look like a fall.
  return [...first]
    .filter(([day]) => others.every((days) => days.has(day)))
    .map(([day, value]) => ({ day, value: others.reduce((sum, days) => sum + (days.get(day) ?? 0), value) }));
}

function requestDays(cluster: string, sources: MonthSources): ReadonlyMap<string, number> {
  const flow = flowDaysOf(cluster, 'requests', sources);
  return 'reason' in flow ? new Map() : flow.byDay;
}
