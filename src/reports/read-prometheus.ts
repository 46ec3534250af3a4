import type { PrometheusClient, RangeSeries } from '../prometheus/prometheus-client.ts';
import { type Growth, growthOf, type Point } from './counter-growth.ts';
import type { Period } from './month.ts';

/**
 * What Prometheus knows of a time, by the servers' own cluster names (`cluster_name` of sys/seal-status), which is
 * what their gauges carry in the label `cluster`.
 */
export interface PrometheusHistory {
  byServer: ReadonlyMap<string, ServerHistory>;
}

export interface ServerHistory {
  /** Gauges, once an hour. */
  levels: ReadonlyMap<LevelName, readonly Point[]>;
  /** Counters, every quarter of an hour. */
  flows: ReadonlyMap<FlowName, readonly Growth[]>;
  /** When any node of it was being watched, at the steps of the flows. */
  watchedAt: readonly Date[];
  /** Vault shows this many KV mounts in its gauge; it leaves out those beyond `maximum_gauge_cardinality`. */
  kvMounts: number;
}

export type LevelName = 'secrets' | 'entities' | 'tokens';
export const flowNames = ['requests', 'request_time_ms', 'quota_violations'] as const;
export type FlowName = (typeof flowNames)[number];

const gauges: Readonly<Record<string, LevelName>> = {
  vault_secret_kv_count: 'secrets',
  vault_identity_entity_count: 'entities',
  vault_token_count: 'tokens',
};

/** Requests without a token (logins, health of the UI) are counted apart from those with one. */
const counters: Readonly<Record<string, FlowName>> = {
  vault_core_handle_request_count: 'requests',
  vault_core_handle_login_request_count: 'requests',
  vault_core_handle_request_sum: 'request_time_ms',
  vault_core_handle_login_request_sum: 'request_time_ms',
  vault_quota_rate_limit_violation: 'quota_violations',
  vault_quota_lease_count_violation: 'quota_violations',
};

const flowStepSeconds = 15 * 60;
const levelStepSeconds = 60 * 60;

/** Where Prometheus gives a target a `cluster` or `namespace` of its own, Vault's label is called `exported_…`. */
const ownerLabels = 'cluster, exported_cluster';
const gaugeLabels = `__name__, ${ownerLabels}, namespace, exported_namespace, mount_point, exported_mount_point`;

/**
 * Gauges of the active nodes only: a node that lost its leadership keeps the last values it had for hours. Several
 * nodes that claim to be active at once count once.
 */
const gaugeSeries = `max by (${gaugeLabels}) ({__name__=~"${Object.keys(gauges).join('|')}"} and on (job, instance) (vault_core_active == 1))`;

const expressions = {
  levels: `sum by (__name__, ${ownerLabels}) (${gaugeSeries})`,
  kvMounts: `count by (${ownerLabels}) (max by (${gaugeLabels}) (vault_secret_kv_count and on (job, instance) (vault_core_active == 1)))`,
  flows: `{__name__=~"${Object.keys(counters).join('|')}"}`,
  starts: 'process_start_time_seconds and on (job, instance) vault_core_unsealed',
  owners: `group by (job, instance, ${ownerLabels}) (vault_core_unsealed)`,
};

/**
 * Asks Prometheus for everything of a period that the report can use.
 *
 * @throws PrometheusError
 */
export async function readPrometheus(
  prometheus: PrometheusClient,
  period: Period,
  signal?: AbortSignal,
): Promise<PrometheusHistory> {
  const ask = (expression: string, stepSeconds: number) =>
    prometheus.queryRange(expression, { ...alignToEnd(period, stepSeconds), stepSeconds }, signal);
  const [levels, flows, starts, owners, kvMounts] = await Promise.all([
    ask(expressions.levels, levelStepSeconds),
    ask(expressions.flows, flowStepSeconds),
    ask(expressions.starts, flowStepSeconds),
    ask(expressions.owners, levelStepSeconds),
    prometheus.query(expressions.kvMounts, period.to, signal),
  ]);
  const { names, ownerOf } = findOwners(owners);
  const grown = flows.map((series) => growOf(series, starts, alignToEnd(period, flowStepSeconds).from));
  return {
    byServer: new Map(
      names.map((name) => [
        name,
        {
          levels: levelsOf(levels.filter(({ labels }) => serverName(labels) === name)),
          flows: flowsOf(grown.filter(({ target }) => ownerOf(target) === name)),
          watchedAt: timesOf(starts.filter(({ labels }) => ownerOf(labels) === name)),
          kvMounts: kvMounts.find(({ labels }) => serverName(labels) === name)?.value ?? 0,
        },
      ]),
    ),
  };
}

type Labels = Readonly<Record<string, string>>;

/**
 * Steps are counted back from the end, so that the last one is the end itself (which may be now). A period of whole
 * days begins on a step; else the first step is a little before it.
 */
function alignToEnd({ from, to }: Period, stepSeconds: number): Period {
  const stepMs = stepSeconds * 1000;
  const steps = Math.ceil((to.getTime() - from.getTime()) / stepMs);
  return { from: new Date(to.getTime() - steps * stepMs), to };
}

function serverName(labels: Labels): string {
  return labels.exported_cluster ?? labels.cluster ?? '';
}

function targetOf(labels: Labels): string {
  return JSON.stringify([labels.job, labels.instance]);
}

interface Owners {
  /** Of all servers. */
  names: readonly string[];
  ownerOf(target: Labels): string | undefined;
}

/**
 * Which server a target belongs to. Counters do not say it, but the target's `vault_core_unsealed` does, beside a
 * series without a name that every server keeps from before it was unsealed. A standby has only that one: it belongs
 * to the one server of its job, or to the one that there is.
 */
function findOwners(series: readonly RangeSeries[]): Owners {
  const byTarget = new Map<string, string>();
  const byJob = new Map<string | undefined, Set<string>>();
  // Where a series of a job has Vault's name exported, a `cluster` alone is Prometheus' own label.
  const exporting = new Set(
    series.filter(({ labels }) => labels.exported_cluster !== undefined).map(({ labels }) => labels.job),
  );
  for (const { labels } of series) {
    const name = exporting.has(labels.job) ? labels.exported_cluster : labels.cluster;
    if (name === undefined || name === '') continue;
    byTarget.set(targetOf(labels), name);
    byJob.set(labels.job, (byJob.get(labels.job) ?? new Set()).add(name));
  }
  const names = new Set(byTarget.values());
  return {
    names: [...names],
    ownerOf: (labels) => byTarget.get(targetOf(labels)) ?? only(byJob.get(labels.job)) ?? only(names),
  };
}

function only(names: ReadonlySet<string> | undefined): string | undefined {
  return names?.size === 1 ? [...names][0] : undefined;
}

interface GrownSeries {
  target: Labels;
  name: FlowName;
  growth: Growth[];
}

function growOf({ labels, points }: RangeSeries, starts: readonly RangeSeries[], from: Date): GrownSeries {
  const target = targetOf(labels);
  const start = starts.find((one) => targetOf(one.labels) === target);
  return {
    target: labels,
    name: counters[labels.__name__ ?? ''] ?? 'requests',
    growth: growthOf(points, start?.points ?? [], from),
  };
}

function levelsOf(series: readonly RangeSeries[]): Map<LevelName, Point[]> {
  return new Map(
    series.flatMap(({ labels, points }): [LevelName, Point[]][] => {
      const name = gauges[labels.__name__ ?? ''];
      return name ? [[name, [...points]]] : [];
    }),
  );
}

/** The growth of all nodes together, by time. */
function flowsOf(series: readonly GrownSeries[]): Map<FlowName, Growth[]> {
  const byName = new Map<FlowName, Map<number, number>>();
  for (const { name, growth } of series) {
    const byTime = byName.get(name) ?? new Map<number, number>();
    byName.set(name, byTime);
    for (const { at, amount } of growth) byTime.set(at.getTime(), (byTime.get(at.getTime()) ?? 0) + amount);
  }
  return new Map(
    [...byName].map(([name, byTime]) => [
      name,
      [...byTime].sort(([a], [b]) => a - b).map(([at, amount]) => ({ at: new Date(at), amount })),
    ]),
  );
}

function timesOf(series: readonly RangeSeries[]): Date[] {
  const times = new Set(series.flatMap(({ points }) => points.map(({ at }) => at.getTime())));
  return [...times].sort((a, b) => a - b).map((at) => new Date(at));
}
