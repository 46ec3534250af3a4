import { beforeAll, describe, expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/lib/times.ts';
import { sumByDay } from '../../src/reports/flow-days.ts';
import {
  type PrometheusHistory,
  readPrometheus,
  type ServerHistory,
} from '../../src/reports/read-prometheus.ts';
import { type PastSeries, pastMetrics } from '../helpers/open-metrics.ts';
import { describePrometheus, prometheusClient, startPrometheus } from '../helpers/prometheus.ts';

/** A day in the past, and the half hour before it. */
const from = new Date('2026-09-01T00:00:00Z');
const to = new Date('2026-09-02T00:00:00Z');
const started = from.getTime() - 10 * dayMs;
const failover = from.getTime() + 12 * hourMs;
const restart = from.getTime() + 18 * hourMs;

const minutesSince = (at: Date, since: number) => Math.floor((at.getTime() - since) / minuteMs);
const node = (instance: string, job = 'vault') => ({ job, instance });
const always = (value: number) => () => value;
const isBetween = (at: Date, fromHour: number, toHour: number) =>
  at.getTime() > from.getTime() + fromHour * hourMs && at.getTime() < from.getTime() + toHour * hourMs;
const since = (begin: number, value: number) => (at: Date) => (at.getTime() >= begin ? value : undefined);

/** Ten requests a minute since the process started, and 5 ms for each. */
function traffic(labels: Record<string, string>, processStart: (at: Date) => number): PastSeries[] {
  const count = (at: Date) => 10 * minutesSince(at, processStart(at));
  return [
    { name: 'process_start_time_seconds', labels, valueAt: (at) => processStart(at) / 1000 },
    { name: 'vault_core_handle_request_count', labels, valueAt: count },
    { name: 'vault_core_handle_request_sum', labels, valueAt: (at) => 5 * count(at) },
  ];
}

/** Two nodes: a leads until noon and keeps its gauges and its old name after; b leads from then on. */
function haPair(): PastSeries[] {
  const [a, b] = [node('a'), node('b')];
  const named = { cluster: 'prod-id' };
  return [
    ...traffic(a, (at) => (at.getTime() < restart ? started : restart)),
    ...traffic(b, always(started)),
    { name: 'vault_core_unsealed', labels: { ...a, ...named }, valueAt: always(1) },
    { name: 'vault_core_unsealed', labels: { ...a, cluster: '' }, valueAt: always(0) },
    // A standby does not know its cluster's name.
    { name: 'vault_core_unsealed', labels: { ...b, cluster: '' }, valueAt: always(1) },
    { name: 'vault_core_unsealed', labels: { ...b, ...named }, valueAt: since(failover, 1) },
    {
      name: 'vault_core_active',
      labels: { ...a, ...named },
      valueAt: (at) => (at.getTime() < failover ? 1 : 0),
    },
    { name: 'vault_core_active', labels: { ...b, cluster: '' }, valueAt: always(0) },
    { name: 'vault_core_active', labels: { ...b, ...named }, valueAt: since(failover, 1) },
    ...['kv/', 'team/'].flatMap((mount_point): PastSeries[] => [
      {
        name: 'vault_secret_kv_count',
        labels: { ...a, ...named, namespace: 'root', mount_point },
        valueAt: always(10),
      },
      {
        name: 'vault_secret_kv_count',
        labels: { ...b, ...named, namespace: 'root', mount_point },
        valueAt: since(failover, 12),
      },
    ]),
    // Born in the middle of the day, forgotten, and born again.
    {
      name: 'vault_quota_rate_limit_violation',
      labels: { ...a, ...named, name: 'tight' },
      valueAt: (at) => (isBetween(at, 3, 5) ? 4 : isBetween(at, 7, 9) ? 2 : undefined),
    },
  ];
}

/** Scraped by a Prometheus that has a label `cluster` of its own. */
function relabelled(): PastSeries[] {
  const target = { ...node('c', 'other'), cluster: 'berlin' };
  return [
    ...traffic(target, always(started)),
    { name: 'vault_core_unsealed', labels: { ...target, exported_cluster: 'other-id' }, valueAt: always(1) },
    { name: 'vault_core_unsealed', labels: target, valueAt: always(0) },
    { name: 'vault_core_active', labels: { ...target, exported_cluster: 'other-id' }, valueAt: always(1) },
    {
      name: 'vault_identity_entity_count',
      labels: { ...target, exported_cluster: 'other-id', exported_namespace: 'root', namespace: 'k8s' },
      valueAt: always(7),
    },
  ];
}

describePrometheus('figures of the past', () => {
  let history: PrometheusHistory;
  beforeAll(async () => {
    const past = pastMetrics([...haPair(), ...relabelled()], {
      from: new Date(from.getTime() - 30 * minuteMs),
      to,
    });
    const { url } = await startPrometheus({ history: past });
    history = await readPrometheus(prometheusClient({ url }), { from, to });
  });

  function dayOf(
    server: string,
    name: 'requests' | 'request_time_ms' | 'quota_violations',
  ): number | undefined {
    return sumByDay(history.byServer.get(server) as ServerHistory, name, 'UTC').get('2026-09-01');
  }

  test('servers go by their own names, wherever Prometheus put them', () => {
    expect([...history.byServer.keys()].sort()).toEqual(['other-id', 'prod-id']);
  });

  test('requests of all nodes, whatever a node counted before, over a restart', () => {
    // Two nodes, 1440 minutes; the restart costs what was counted since the step before it.
    expect(dayOf('prod-id', 'requests')).toBe(2 * 14_400 - 150);
    expect(dayOf('prod-id', 'request_time_ms')).toBe(5 * (2 * 14_400 - 150));
    expect(dayOf('other-id', 'requests')).toBe(14_400);
  });

  test('violations count from the first one on', () => {
    expect(dayOf('prod-id', 'quota_violations')).toBe(6);
    expect(dayOf('other-id', 'quota_violations')).toBe(0);
  });

  test('gauges are those of the node that leads', () => {
    const secrets = history.byServer.get('prod-id')?.levels.get('secrets') ?? [];
    expect(secrets.at(0)).toEqual({ at: from, value: 20 });
    expect(secrets.at(-1)).toEqual({ at: to, value: 24 });
    expect(history.byServer.get('prod-id')?.kvMounts).toBe(2);
    expect(history.byServer.get('other-id')?.levels.get('entities')?.at(-1)?.value).toBe(7);
  });
});

describe('without figures', () => {
  describePrometheus('an empty Prometheus', () => {
    test('knows no server', async () => {
      const { url } = await startPrometheus();
      expect((await readPrometheus(prometheusClient({ url }), { from, to })).byServer.size).toBe(0);
    });
  });
});
