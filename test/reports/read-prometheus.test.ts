import { beforeAll, expect, test, vi } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import type { PrometheusClient } from '../../src/prometheus/prometheus-client.ts';
import { readPrometheus, type ServerHistory } from '../../src/reports/read-prometheus.ts';
import { startOpenBao } from '../helpers/openbao.ts';
import { describePrometheus, prometheusClient, startPrometheus } from '../helpers/prometheus.ts';

function sumOf(
  server: ServerHistory | undefined,
  name: 'requests' | 'request_time_ms' | 'quota_violations',
): number {
  return (server?.flows.get(name) ?? []).reduce((sum, { amount }) => sum + amount, 0);
}

function lastOf(
  server: ServerHistory | undefined,
  name: 'secrets' | 'entities' | 'tokens',
): number | undefined {
  return server?.levels.get(name)?.at(-1)?.value;
}

describePrometheus('figures of live servers', () => {
  let bao: RunningServer;
  let other: RunningServer;
  let client: PrometheusClient;
  let name: string;
  const today = () => ({ from: new Date(Date.now() - 86_400_000), to: new Date() });

  beforeAll(async () => {
    [bao, other] = await Promise.all([
      startOpenBao({ usageGaugePeriod: '1s' }),
      startOpenBao({ usageGaugePeriod: '1s' }),
    ]);
    const targets = [bao, other].map(({ address, rootToken }) => ({ address, token: rootToken }));
    const { url } = await startPrometheus({ targets });
    client = prometheusClient({ url });
    name = (await bao.root({ path: 'sys/seal-status' })).cluster_name;
    await bao.root({ method: 'POST', path: 'sys/namespaces/team-a' });
    await bao.root({
      method: 'POST',
      path: 'sys/mounts/kv',
      namespace: 'team-a',
      body: { type: 'kv', options: { version: '2' } },
    });
    for (const key of ['a', 'b', 'c/d'])
      await bao.root({
        method: 'POST',
        path: `kv/data/${key}`,
        namespace: 'team-a',
        body: { data: { x: 'y' } },
      });
    await bao.root({
      method: 'POST',
      path: 'sys/quotas/rate-limit/tight',
      body: { path: 'team-a/kv', rate: 1, interval: '1s' },
    });
  });

  test('gauges by cluster, summed over namespaces and mounts', async () => {
    await vi.waitFor(
      async () => {
        const { byServer } = await readPrometheus(client, today());
        expect(lastOf(byServer.get(name), 'secrets')).toBe(3);
        expect(lastOf(byServer.get(name), 'tokens')).toBe(1);
        expect(lastOf(byServer.get(name), 'entities')).toBe(0);
        expect(byServer.size).toBe(2);
      },
      { timeout: 30_000, interval: 500 },
    );
  });

  test('requests as many as were made, violations from the first one on', async () => {
    const before = sumOf((await readPrometheus(client, today())).byServer.get(name), 'requests');
    for (let count = 0; count < 50; count += 1) await bao.root({ path: 'sys/mounts' });
    const violations = await provoke(bao);
    await vi.waitFor(
      async () => {
        const server = (await readPrometheus(client, today())).byServer.get(name);
        expect(sumOf(server, 'requests')).toBeGreaterThanOrEqual(before + 50);
        expect(sumOf(server, 'quota_violations')).toBe(violations);
        expect(sumOf(server, 'request_time_ms')).toBeGreaterThan(0);
      },
      { timeout: 30_000, interval: 500 },
    );
  });
});

/**
 * Breaks the quota, and says how often the server refused. One request after the other: of the first increments of
 * a counter that come at once the server loses some (`PrometheusSink.IncrCounterWithLabels` of
 * https://github.com/hashicorp/go-metrics stores a new counter over another new one).
 */
async function provoke(bao: RunningServer): Promise<number> {
  let refused = 0;
  for (let count = 0; count < 10; count += 1)
    await bao.root({ path: 'kv/metadata/a', namespace: 'team-a' }).catch(() => {
      refused += 1;
    });
  return refused;
}
