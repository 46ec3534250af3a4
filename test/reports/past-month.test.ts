import { beforeAll, describe, expect, test } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { defineFeature } from '../../src/define-feature.ts';
import type { Ports } from '../../src/ports.ts';
import { collectReport } from '../../src/reports/collect-report.ts';
import { periodOf } from '../../src/reports/month.ts';
import { type SnapshotRow, saveSnapshots } from '../../src/reports/snapshot-store.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { openTestStore } from '../helpers/store.ts';
import { metricOf, reasonOf, snapshotsOf } from './read-report.ts';

/** The first working day after October 2026 is Monday 2 November. */
const now = new Date('2026-11-02T09:00:00Z');

describeOpenBao('the report of a past month', () => {
  let bao: RunningServer;
  beforeAll(async () => {
    bao = await startOpenBao();
  });

  async function portsWith(rows: readonly SnapshotRow[], config = {}): Promise<Ports> {
    const store = await openTestStore();
    await saveSnapshots(store.db, rows);
    return { ...testPorts({ servers: { prod: bao }, config }), store };
  }

  test('takes levels from the month’s last days and sums from all its days', async () => {
    const october = snapshotsOf('2026-10', (index) => ({
      // The first sample of October is the end of September.
      namespaces: index === 0 ? 8 : 10,
      mounts: 20,
      mounts_kv: index < 20 ? 19 : 20,
      ...(index < 20 ? { mounts_pki: 1 } : {}),
      ...(index === 0 ? {} : { secrets: 1000 + index }),
      requests: 100,
      request_time_ms: 250,
      quota_violations: index === 3 ? 5 : 0,
    }));
    const september = snapshotsOf('2026-09', () => ({
      namespaces: 8,
      mounts: 20,
      mounts_kv: 18,
      requests: 50,
      request_time_ms: 100,
      quota_violations: 0,
    }));
    const report = await collectReport('2026-10', await portsWith([...september, ...october]), now);
    expect(report).toMatchObject({ period: '2026-10', previous: '2026-09', isRunning: false });
    expect(metricOf(report, 'namespaces')).toMatchObject({ value: 10, previous: 8 });
    expect(metricOf(report, 'secrets')).toMatchObject({ value: 1030, previous: null });
    expect(reasonOf(report, 'secrets_previous')).toBe(
      'There is no daily snapshot of September 2026. No Prometheus is configured',
    );
    expect(metricOf(report, 'requests')).toMatchObject({
      value: 3100,
      previous: 1500,
      source: 'Daily snapshots',
    });
    expect(metricOf(report, 'request_duration_average')).toMatchObject({
      value: 2.5,
      previous: 2,
      unit: 'ms',
    });
    expect(metricOf(report, 'quota_violations')).toMatchObject({ value: 5, previous: 0 });
    // Unmounted in the middle of the month.
    expect(metricOf(report, 'mounts_kv')).toMatchObject({ value: 20, previous: 19 });
    expect(metricOf(report, 'mounts_pki')).toMatchObject({ value: 0, previous: 1 });
    expect(report.daily.map(({ name, days }) => [name, days.length])).toEqual([
      ['requests', 31],
      ['secrets', 30],
      ['namespaces', 31],
    ]);
  });

  test('a month that is known in part is not compared with', async () => {
    const september = snapshotsOf('2026-09', () => ({ requests: 50, request_time_ms: 1 })).filter(
      ({ day }) => day > '2026-09-27',
    );
    const october = snapshotsOf('2026-10', () => ({ requests: 100, request_time_ms: 1 }));
    const report = await collectReport('2026-10', await portsWith([...september, ...october]), now);
    expect(metricOf(report, 'requests')).toMatchObject({ value: 3100, previous: null });
    expect(reasonOf(report, 'requests_previous')).toBe(
      'September 2026 is known in part only: Daily snapshots, 3 of 30 days',
    );
    const back = await collectReport('2026-09', await portsWith(september), now);
    expect(metricOf(back, 'requests')).toMatchObject({ value: 150, isPartial: true });
  });

  test('a level of the month’s middle is not its end', async () => {
    const rows = snapshotsOf('2026-10', () => ({ secrets: 5 })).filter(({ day }) => day < '2026-10-20');
    const report = await collectReport('2026-10', await portsWith(rows), now);
    expect(reasonOf(report, 'secrets')).toContain('The last daily snapshot of October 2026 is of 19 October');
  });

  test('the sample just after midnight is the month’s end, in its own zone', async () => {
    const { to } = periodOf('2026-10', 'America/New_York');
    const at = (minutes: number) => to.getTime() + minutes * 60_000;
    const row = { cluster: 'prod', name: 'secrets', source: 'Vault API' };
    const rows = [
      { ...row, day: '2026-10-31', value: 7, taken_at: at(-1420) },
      { ...row, day: '2026-11-01', value: 9, taken_at: at(20) },
    ];
    const config = { timeZone: 'America/New_York' };
    const report = await collectReport('2026-10', await portsWith(rows, config), now);
    expect(metricOf(report, 'secrets')?.value).toBe(9);
    const late = [rows[0], { ...rows[1], taken_at: at(600) }] as SnapshotRow[];
    expect(
      metricOf(await collectReport('2026-10', await portsWith(late, config), now), 'secrets')?.value,
    ).toBe(7);
  });

  test('a month nobody watched is missing in every figure', async () => {
    const report = await collectReport('2020-02', await portsWith([]), now);
    expect(report.metrics).toEqual([]);
    expect(report.missing.map(({ name }) => name)).toContain('requests');
    expect(report.daily).toEqual([]);
  });

  describe('what the bot did', () => {
    const deeds = (value: number) =>
      defineFeature({
        name: 'faq',
        facts: async ({ from }) => [
          {
            name: 'questions',
            label: 'Questions answered',
            unit: 'questions',
            value: from.getUTCMonth() === 9 ? value : 1,
          },
        ],
      });

    test('comes from the rooms', async () => {
      const ports = { ...(await portsWith([])), features: [deeds(12)] };
      const report = await collectReport('2026-10', ports, now);
      expect(report.metrics).toEqual([
        expect.objectContaining({ name: 'questions', value: 12, previous: 1, source: 'vault-steward' }),
      ]);
    });

    test('a room that fails costs only its own', async () => {
      const broken = {
        ...deeds(1),
        name: 'expiry',
        facts: async () => Promise.reject(new Error('no table')),
      };
      const ports = { ...(await portsWith([])), features: [broken, deeds(12)] };
      const report = await collectReport('2026-10', ports, now);
      expect(metricOf(report, 'questions')?.value).toBe(12);
      expect(reasonOf(report, 'expiry')).toBe('Our own records could not be read');
    });
  });
});
