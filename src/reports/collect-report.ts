import type { ReportFact } from '../define-feature.ts';
import { UserError } from '../lib/errors.ts';
import type { Ports } from '../ports.ts';
import { dailySeries } from './daily-series.ts';
import { familyOf, kindOf } from './figure.ts';
import { describeMonth, type Month, monthOf, type Period, periodOf, shiftMonth } from './month.ts';
import { allNames, type MonthReadings, readMonth } from './month-readings.ts';
import { gatherMonth, readServerNames, type ServerFacts } from './month-sources.ts';
import { readCluster } from './read-cluster.ts';
import { isKnown, type Reading } from './reading.ts';
import { deedSource, type MissingFigure, type Report, type ReportMetric } from './report.ts';

/**
 * The report of a month: what is known of it, what was a month before, and why the rest is missing. The month that
 * runs is read from the servers at this moment; past ones from the daily snapshots, Prometheus and Vault's activity
 * log.
 *
 * @throws UserError for a month that has not begun, or when no cluster is configured
 */
export async function collectReport(
  month: Month,
  ports: Ports,
  now: Date,
  signal?: AbortSignal,
): Promise<Report> {
  const zone = ports.config.timeZone;
  const current = monthOf(now, zone);
  if (month > current)
    throw new UserError(`${describeMonth(month)} has not begun yet. Ask for ${current} or an earlier month.`);
  if (ports.clusters.length === 0)
    throw new UserError('No cluster is configured. Set VAULT_ADDR, or list the clusters in steward.yaml.');
  const previous = shiftMonth(month, -1);
  const facts = await readServers(ports, month === current, signal);
  const [sources, previousSources] = await Promise.all([
    gatherMonth(month, facts, ports, now, signal),
    gatherMonth(previous, facts, ports, now, signal),
  ]);
  const figures = compare(readMonth(sources), readMonth(previousSources), previous);
  const done = await readDeeds(periodOf(month, zone), periodOf(previous, zone), ports);
  return {
    period: month,
    previous,
    metrics: [...figures.metrics, ...done.metrics],
    missing: [...figures.missing, ...done.missing],
    isRunning: month === current,
    daily: dailySeries(sources, previousSources),
  };
}

async function readServers(
  { clusters }: Ports,
  wantsLive: boolean,
  signal: AbortSignal | undefined,
): Promise<ServerFacts> {
  const [serverNames, live] = await Promise.all([
    readServerNames(clusters, signal),
    Promise.all(wantsLive ? clusters.map((cluster) => readCluster(cluster, signal)) : []),
  ]);
  return { serverNames, live: new Map(clusters.map(({ name }, index) => [name, live[index] ?? new Map()])) };
}

/** Pairs each figure with its own of the month before. */
function compare(
  month: MonthReadings,
  before: MonthReadings,
  previous: Month,
): { metrics: ReportMetric[]; missing: MissingFigure[] } {
  const metrics: ReportMetric[] = [];
  const missing: MissingFigure[] = [];
  for (const name of allNames(month, before)) {
    const reading = readingOf(name, month);
    if (!isKnown(reading)) {
      // A type that is gone is told by its family's figure.
      if (familyOf(name) === undefined) missing.push({ name, reason: reading.reason });
      continue;
    }
    const earlier = comparable(name, before, previous);
    metrics.push({
      ...kindOf(name),
      value: reading.value,
      previous: isKnown(earlier) ? earlier.value : null,
      source: reading.source,
      isPartial: month.partial.has(name),
    });
    if (!isKnown(earlier) && familyOf(name) === undefined)
      missing.push({ name: `${name}_previous`, reason: earlier.reason });
  }
  return { metrics, missing };
}

/** A part that a month does not name is 0 where the whole is known. */
function readingOf(name: string, { byName }: MonthReadings): Reading {
  const own = byName.get(name);
  if (own) return own;
  const family = byName.get(familyOf(name) ?? '');
  if (isKnown(family)) return { value: 0, source: family.source };
  return family ?? { reason: 'Nothing is known of it' };
}

function comparable(name: string, before: MonthReadings, previous: Month): Reading {
  const earlier = readingOf(name, before);
  if (!isKnown(earlier) || !before.partial.has(name)) return earlier;
  return { reason: `${describeMonth(previous)} is known in part only: ${earlier.source}` };
}

/** What the rooms themselves did in the month. Without a store they remember nothing. */
async function readDeeds(
  period: Period,
  before: Period,
  ports: Ports,
): Promise<{ metrics: ReportMetric[]; missing: MissingFigure[] }> {
  if (!ports.store) return { metrics: [], missing: [] };
  const perFeature = await Promise.all(
    (ports.features ?? []).map(async (feature) => {
      try {
        return { facts: await feature.facts(period, ports), earlier: await feature.facts(before, ports) };
      } catch (error) {
        ports.log.error({ error, feature: feature.name }, 'A room could not give its figures');
        return { failed: feature.name };
      }
    }),
  );
  return {
    metrics: perFeature.flatMap((one) => (one.failed === undefined ? pairFacts(one.facts, one.earlier) : [])),
    missing: perFeature.flatMap((one) =>
      one.failed === undefined ? [] : [{ name: one.failed, reason: 'Our own records could not be read' }],
    ),
  };
}

function pairFacts(facts: readonly ReportFact[], before: readonly ReportFact[]): ReportMetric[] {
  return facts.map(({ name, label, unit, value }) => ({
    name,
    label,
    unit,
    value,
    previous: before.find((one) => one.name === name)?.value ?? null,
    source: deedSource,
    isPartial: false,
    isSum: true,
  }));
}
