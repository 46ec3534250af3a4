import { expect, test } from 'vitest';
import { findOpenBao } from '../../sandbox/openbao/find-binary.ts';
import { type RootRequest, rootRequest } from '../../sandbox/openbao/root-request.ts';
import { isPrometheusHere } from '../../sandbox/prometheus/start-prometheus.ts';
import { readBackup } from '../../src/health/read-backup.ts';
import { readMetrics } from '../../src/health/read-metrics.ts';
import { dayMs, hourMs } from '../../src/lib/times.ts';
import { type PastSeries, pastMetrics } from '../helpers/open-metrics.ts';
import { describeServer } from '../helpers/openbao.ts';
import { describePrometheus, prometheusClient, startPrometheus } from '../helpers/prometheus.ts';
import { startRaftCluster } from '../helpers/raft-cluster.ts';
import { waitUntil } from '../helpers/wait-until.ts';

const end = new Date(Math.floor(Date.now() / 300_000) * 300_000 - 3_600_000);
const weekAgo = end.getTime() - 7 * dayMs;
const signal = new AbortController().signal;

/** Grows by `perMinute`. */
const counter = (perMinute: number) => (at: Date) =>
  (perMinute * (at.getTime() - weekAgo + 2 * hourMs)) / 60_000;
const isLate = (at: Date): boolean => at.getTime() > end.getTime() - 2 * hourMs;

const isLast = (at: Date): boolean => at.getTime() > end.getTime() - 10 * 60_000;
const isGap = (at: Date): boolean => at.getTime() > end.getTime() - 40 * 60_000 && !isLast(at);

function series(
  name: string,
  labels: object,
  valueAt: number | ((at: Date) => number | undefined),
): PastSeries {
  return {
    name,
    labels: labels as PastSeries['labels'],
    valueAt: typeof valueAt === 'number' ? () => valueAt : valueAt,
  };
}

/** One cluster of two nodes, and another one beside it; what Prometheus saw an hour long, now and a week ago. */
function history(): PastSeries[] {
  const a = { job: 'vault', instance: 'vault-a:8200' };
  const b = { job: 'vault', instance: 'vault-b:8200' };
  const c = { job: 'vault', instance: 'vault-c:8200' };
  const other = { job: 'vault', instance: 'other:8200' };
  const token = { auth_method: 'kubernetes', namespace: 'root' };
  return [
    // The trap: a second series without a name stays at 0.
    series('vault_core_unsealed', { ...a, cluster: '' }, 0),
    series('vault_core_unsealed', { ...a, cluster: 'prod-1' }, 1),
    // A standby node does not know its cluster's name.
    series('vault_core_unsealed', { ...b, cluster: '' }, 1),
    series('vault_core_unsealed', { ...other, cluster: 'other-1' }, 1),
    series('vault_core_active', { ...a, cluster: 'prod-1' }, 1),
    series('vault_core_active', { ...b, cluster: '' }, 0),
    series('vault_core_active', { ...other, cluster: 'other-1' }, 1),
    series('vault_core_handle_request_count', a, counter(60)),
    series('vault_core_handle_request_sum', a, (at) => (isLate(at) ? counter(3_000)(at) : counter(240)(at))),
    series('vault_core_handle_request_count', other, counter(60)),
    series('vault_core_handle_request_sum', other, counter(6_000_000)),
    series('vault_token_count_by_auth', { ...a, ...token, cluster: 'prod-1' }, (at) =>
      isLate(at) ? 20_000 : 3_000,
    ),
    // A node that led before keeps its last values.
    series('vault_token_count_by_auth', { ...b, ...token, cluster: 'prod-1' }, 99_000),
    series(
      'vault_token_creation',
      { ...a, ...token, cluster: 'prod-1', mount_point: 'auth/k8s/', creation_ttl: '+Inf' },
      counter(10),
    ),
    series(
      'vault_token_creation',
      { ...a, ...token, cluster: 'prod-1', mount_point: 'auth/k8s-old/', creation_ttl: '1h' },
      counter(1),
    ),
    series('vault_quota_rate_limit_violation', { ...a, name: 'global' }, (at) =>
      isLast(at) ? 7 : undefined,
    ),
    series('vault_expire_num_irrevocable_leases', a, 2),
    series('vault_expire_num_leases', a, (at) => (isLate(at) ? 70_000 : 10_000)),
    series('vault_audit_log_request_failure', b, (at) => (isLast(at) ? 3 : 0)),
    series('vault_audit_log_request_failure', a, 0),
    series('vault_audit_sink_failure', a, (at) => (isLast(at) ? 2 : undefined)),
    // Nobody was scraped for a while: what failed before that did not fail now.
    series('vault_audit_log_response_failure', c, (at) => (isGap(at) ? undefined : 9)),
    series('vault_core_unsealed', { ...c, cluster: '' }, (at) => (isGap(at) ? undefined : 1)),
    ...[a, b, other].map((labels) => series('up', labels, 1)),
    series('up', c, (at) => (isGap(at) ? undefined : 1)),
    series(
      'node_filesystem_avail_bytes',
      { job: 'node', instance: 'vault-a:9100', mountpoint: '/data', fstype: 'ext4' },
      5,
    ),
    series(
      'node_filesystem_size_bytes',
      { job: 'node', instance: 'vault-a:9100', mountpoint: '/data', fstype: 'ext4' },
      100,
    ),
    series(
      'node_filesystem_avail_bytes',
      { job: 'node', instance: 'elsewhere:9100', mountpoint: '/', fstype: 'ext4' },
      1,
    ),
    series(
      'node_filesystem_size_bytes',
      { job: 'node', instance: 'elsewhere:9100', mountpoint: '/', fstype: 'ext4' },
      100,
    ),
    series('backup_last_success_timestamp_seconds', { job: 'backup' }, end.getTime() / 1000 - 7_200),
  ];
}

describePrometheus('what a real Prometheus says of one cluster', () => {
  test('each figure is of this cluster, of its active node, now and a week ago', async () => {
    const span = 2 * hourMs;
    const past = [weekAgo, end.getTime()].map((to) =>
      pastMetrics(history(), { from: new Date(to - span), to: new Date(to), everyMs: 60_000 }),
    );
    const prometheus = await startPrometheus({ history: mergeHistories(past) });
    const client = prometheusClient({ url: prometheus.url });
    const nodes = ['vault-a:8200', 'vault-b:8200', 'vault-c:8200'];
    const facts = await readMetrics(client, 'prod-1', nodes, end, signal);
    expect(facts.duration?.weekAgoMs).toBeCloseTo(4, 1);
    expect(facts.duration?.nowMs).toBeCloseTo(50, 0);
    expect(facts.tokens).toEqual([
      { method: 'kubernetes', namespace: 'root', count: 20_000, weekAgo: 3_000, mount: 'auth/k8s/' },
    ]);
    expect(facts.violations).toEqual([{ quota: 'global', namespace: '', count: 7 }]);
    expect(facts.irrevocableLeases).toBe(2);
    expect(facts.leases).toEqual({ count: 70_000, weekAgo: 10_000 });
    expect(facts.auditRefusals).toEqual(['vault-b:8200']);
    expect(facts.auditGaps).toEqual(['vault-a:8200']);
    expect(facts.disks).toEqual([{ host: 'vault-a', mountpoint: '/data', freeRatio: 0.05 }]);
    const backup = { cluster: 'prod', metric: 'backup_last_success_timestamp_seconds', maxAgeHours: 24 };
    expect(await readBackup(backup, client, end, signal)).toMatchObject({
      lastAt: new Date(end.getTime() - 7_200_000),
    });
    expect(await readBackup({ ...backup, metric: 'none' }, client, end, signal)).toMatchObject({
      why: 'the metric is not there',
    });
    expect(await readMetrics(client, 'nobody', [], end, signal)).toEqual({
      duration: undefined,
      tokens: [],
      violations: [],
      irrevocableLeases: undefined,
      leases: undefined,
      auditRefusals: [],
      auditGaps: [],
      disks: [],
    });
  }, 120_000);
});

const isHere = isPrometheusHere() && findOpenBao() !== undefined;
describeServer(isHere, 'Prometheus or OpenBao')('what it says of a real node that it scrapes', () => {
  test('tokens by auth method, leases, and the quota that refuses', async () => {
    const { nodes, rootToken } = await startRaftCluster(1, { openMetrics: true });
    const [address = ''] = nodes.map((node) => node.address);
    const root = (request: RootRequest) => rootRequest({ address, rootToken }, request);
    const { cluster_name } = await root({ path: 'sys/seal-status' });
    // The root token does not count.
    await root({ method: 'POST', path: 'auth/token/create', body: { ttl: '1h' } });
    const prometheus = await startPrometheus({ targets: [{ address, token: rootToken }] });
    const client = prometheusClient({ url: prometheus.url });
    const ask = () => readMetrics(client, cluster_name, [new URL(address).host], new Date(), signal);
    const counted = await waitUntil(
      'the gauges of the active node, which come after some seconds',
      async () => {
        const facts = await ask();
        return facts.tokens.length > 0 && facts.irrevocableLeases !== undefined ? facts : undefined;
      },
      60_000,
    );
    expect(counted).toMatchObject({
      tokens: [{ method: 'token', namespace: 'root', count: 1, weekAgo: 0 }],
      violations: [],
      irrevocableLeases: 0,
      auditRefusals: [],
      auditGaps: [],
    });
    const quota = { rate: 1, interval: '1h', path: 'auth/token/' };
    await root({ method: 'POST', path: 'sys/quotas/rate-limit/tight', body: quota });
    const violations = await waitUntil(
      'the quota to be told',
      async () => {
        // A counter is seen to grow once it is there.
        await root({ path: 'auth/token/lookup-self' }).catch(() => undefined);
        const told = (await ask()).violations;
        return told.length > 0 ? told : undefined;
      },
      60_000,
    );
    expect(violations).toEqual([{ quota: 'tight', namespace: '', count: expect.any(Number) }]);
  }, 150_000);
});

/** Samples of one metric stand together in OpenMetrics, the older ones first. */
function mergeHistories(texts: readonly string[]): string {
  const blocks = texts.map((text) =>
    text
      .replace(/# EOF\n$/, '')
      .split(/^(?=# TYPE )/m)
      .filter((block) => block !== ''),
  );
  const [older = [], newer = []] = blocks;
  const merged = [...newer].map((block) => {
    const [head = ''] = block.split('\n');
    const before = older.find((one) => one.startsWith(`${head}\n`)) ?? '';
    return before + block.replace(`${head}\n`, before === '' ? `${head}\n` : '');
  });
  return `${merged.join('')}# EOF\n`;
}
