import { beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import type { JobContext } from '../../src/define-job.ts';
import { dateInZone, dayMs, hourMs, minuteMs } from '../../src/lib/times.ts';
import type { Ports } from '../../src/ports.ts';
import { snapshotJob } from '../../src/reports/snapshot-job.ts';
import { readSnapshots, type SnapshotRow } from '../../src/reports/snapshot-store.ts';
import { pastMetrics } from '../helpers/open-metrics.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { describePrometheus, prometheusClient, startPrometheus } from '../helpers/prometheus.ts';
import { openTestStore } from '../helpers/store.ts';

const now = new Date();
const today = dateInZone(now, 'UTC');
const yesterday = dateInZone(new Date(now.getTime() - dayMs), 'UTC');

function context(ports: Ports, at = now): JobContext {
  return { ports, log: ports.log, now: at, dueAt: at, late: false, signal: new AbortController().signal };
}

async function rowsOf(ports: Ports): Promise<SnapshotRow[]> {
  if (!ports.store) throw new Error('no store');
  return readSnapshots(ports.store.db, '2000-01-01', '2999-12-31');
}

function valuesOf(rows: readonly SnapshotRow[], cluster: string, day = today): Record<string, number> {
  const own = rows.filter((row) => row.cluster === cluster && row.day === day);
  return Object.fromEntries(own.map(({ name, value }) => [name, value]));
}

describeOpenBao('the daily snapshot', () => {
  let bao: RunningServer;
  beforeAll(async () => {
    bao = await startOpenBao();
    await bao.root({ method: 'POST', path: 'sys/namespaces/team-a' });
    await bao.root({ method: 'POST', path: 'secret/data/a', body: { data: { x: 'y' } } });
  });

  async function portsOf(servers: Record<string, RunningServer>, config = {}): Promise<Ports> {
    return { ...testPorts({ servers, config }), store: await openTestStore() };
  }

  test('keeps what there is, and nothing for what is not known', async () => {
    const ports = await portsOf({ prod: bao });
    await snapshotJob.run(today, context(ports));
    expect(valuesOf(await rowsOf(ports), 'prod')).toEqual({
      namespaces: 1,
      mounts: 1,
      mounts_kv: 1,
      secrets: 1,
      auth_methods: 0,
      entities: 0,
      tokens: 1,
    });
  });

  test('a second run of the day adds no row and keeps the newest figures', async () => {
    const ports = await portsOf({ prod: bao });
    await snapshotJob.run(today, context(ports));
    const first = await rowsOf(ports);
    await bao.root({ method: 'POST', path: 'secret/data/b', body: { data: { x: 'y' } } });
    await snapshotJob.run(today, context(ports));
    const second = await rowsOf(ports);
    expect(second).toHaveLength(first.length);
    expect(valuesOf(second, 'prod').secrets).toBe(2);
  });

  test('one day is lost for ever: a late run does not give it today’s figures', async () => {
    const ports = await portsOf({ prod: bao });
    await snapshotJob.run(yesterday, context(ports));
    expect(await rowsOf(ports)).toEqual([]);
  });

  test('a cluster that is away fails the run, and the other is kept all the same', async () => {
    const away = await startOpenBao();
    const ports = await portsOf({ prod: bao, test: away });
    await away.stop();
    await expect(snapshotJob.run(today, context(ports))).rejects.toThrow('No figures from test');
    const rows = await rowsOf(ports);
    expect(valuesOf(rows, 'prod').tokens).toBe(1);
    expect(valuesOf(rows, 'test')).toEqual({});
  });

  test('all hours of a day are one slot, in the configured zone', () => {
    const { config } = testPorts({ servers: { prod: bao }, config: { timeZone: 'Pacific/Auckland' } });
    const slots = Array.from({ length: 24 }, (_, hour) =>
      snapshotJob.slot(new Date(Date.UTC(2026, 9, 30, 11, 20) + hour * hourMs), config),
    );
    expect(new Set(slots)).toEqual(new Set(['2026-10-31']));
  });

  describePrometheus('with Prometheus', () => {
    test('keeps the sums of the days that are over, once', async () => {
      const { cluster_name: cluster } = await bao.root({ path: 'sys/seal-status' });
      const labels = { job: 'vault', instance: 'a' };
      const begin = Date.parse(`${yesterday}T00:00:00Z`);
      const past = pastMetrics(
        [
          { name: 'process_start_time_seconds', labels, valueAt: () => begin / 1000 - 500_000 },
          { name: 'vault_core_unsealed', labels: { ...labels, cluster }, valueAt: () => 1 },
          {
            name: 'vault_core_handle_request_count',
            labels,
            valueAt: (at) => 7 * Math.floor((at.getTime() - begin) / minuteMs) + 500,
          },
        ],
        { from: new Date(begin), to: new Date(begin + dayMs), everyMs: 5 * minuteMs },
      );
      const { url } = await startPrometheus({ history: past });
      const ports = { ...(await portsOf({ prod: bao })), prometheus: prometheusClient({ url }) };
      await snapshotJob.run(today, context(ports));
      expect(valuesOf(await rowsOf(ports), 'prod', yesterday)).toEqual({
        requests: 7 * 1440,
        request_time_ms: 0,
        quota_violations: 0,
      });
      // Prometheus is gone with all it knew; the row stays.
      const later = { ...ports, prometheus: prometheusClient({ url: 'http://127.0.0.1:9' }) };
      await snapshotJob.run(today, context(later));
      expect(valuesOf(await rowsOf(ports), 'prod', yesterday).requests).toBe(7 * 1440);
    });
  });
});
