import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/load-config.ts';
import { expiryMetrics } from '../../../src/expiry/metrics/expiry-metrics.ts';
import { tellExpiryMetrics } from '../../../src/expiry/metrics/tell-metrics.ts';
import { saveScan } from '../../../src/expiry/save-scan.ts';
import type { Scan } from '../../../src/expiry/scan.ts';
import { createMetrics } from '../../../src/metrics/metrics.ts';
import { openTestStore } from '../../helpers/store.ts';
import { now } from '../lay-out.ts';
import { hoursLater as at, item, problem, scanAt } from '../sample.ts';

const clusters = [{ name: 'prod', address: 'https://vault.example.com:8200' }];

async function open(expiry: object = {}) {
  const config = parseConfig({ clusters, expiry });
  const store = await openTestStore();
  const metrics = createMetrics(expiryMetrics, Object.keys(config.expiry.metrics.labels));
  return {
    save: (scan: Scan) => saveScan(store.db, scan, new Date(scan.scannedAt.getTime() + 1_000)),
    /** Series lines of a scrape so many hours after the first scan, those whose name starts so. */
    async scrape(hours: number, start = 'vault_'): Promise<string[]> {
      await tellExpiryMetrics(metrics, store, config, at(hours));
      const lines = (await metrics.render()).split('\n');
      return lines.filter((line) => line.startsWith(start)).sort();
    },
  };
}

const seconds = (days: number): number => now.getTime() / 1_000 + days * 86_400;
const kvLabels = (path: string, service = '') =>
  `service="${service}",cluster="prod",namespace="root",monitored_path="${path}",mount_point="kv"`;

describe('the series of single things', () => {
  test('the exporter’s gauges and labels, cluster and namespace, and ours for the other kinds', async () => {
    const { save, scrape } = await open();
    await save(
      scanAt(0, [
        item(5, { path: 'payments/db', renewedAtMs: now.getTime() }),
        item(6, {
          kind: 'entity',
          mount: 'identity/',
          path: 'ci',
          name: 'ci',
          vaultId: '8d1f-ci',
          namespace: 'team-a/',
        }),
        item(7, { kind: 'pki-issuer', mount: 'pki/', path: 'default', name: 'Root "1"' }),
      ]),
    );
    expect(await scrape(1, 'vault_secret')).toEqual([
      `vault_secret_expiration_timestamp{${kvLabels('payments/db')}} ${seconds(5)}`,
      `vault_secret_last_renewal_timestamp{${kvLabels('payments/db')}} ${seconds(0)}`,
    ]);
    expect(await scrape(1, 'vault_entity')).toEqual([
      `vault_entity_expiration_timestamp{service="",cluster="prod",namespace="team-a/",monitored_path="8d1f-ci",mount_point="identity",entity_name="ci"} ${seconds(6)}`,
    ]);
    expect(await scrape(1, 'vault_steward_item_expiration')).toEqual([
      `vault_steward_item_expiration_timestamp_seconds{cluster="prod",namespace="root",kind="pki-issuer",mount="pki",path="default",name="Root \\"1\\""} ${seconds(7)}`,
    ]);
  });

  test('services and configured labels; the last that fits counts', async () => {
    const { save, scrape } = await open({
      metrics: {
        labels: { environment: 'test', team: '' },
        services: [
          { name: 'all', mount: 'kv' },
          { name: 'payments', mount: 'kv', path: 'payments/*', labels: { environment: 'prod' } },
          { name: 'elsewhere', cluster: 'other' },
          { name: 'child', namespace: 'team-a/', mount: 'kv' },
        ],
      },
    });
    await save(scanAt(0, [item(5, { path: 'payments/db' }), item(6, { path: 'rest' })]));
    expect(await scrape(1, 'vault_secret')).toEqual([
      `vault_secret_expiration_timestamp{environment="prod",team="",service="payments",cluster="prod",namespace="root",monitored_path="payments/db",mount_point="kv"} ${seconds(5)}`,
      `vault_secret_expiration_timestamp{environment="test",team="",service="all",cluster="prod",namespace="root",monitored_path="rest",mount_point="kv"} ${seconds(6)}`,
    ]);
  });

  test('the soonest ends stay within the limit, the rest is counted', async () => {
    const { save, scrape } = await open({ metrics: { seriesLimit: 3 } });
    const renewed = { renewedAtMs: now.getTime() };
    await save(scanAt(0, [item(9), item(1, renewed), item(2), item(3, renewed)]));
    const series = await scrape(1, 'vault_secret');
    expect(series.map((line) => /monitored_path="(.*?)"/.exec(line)?.[1])).toEqual([
      'app/key-1',
      'app/key-2',
      'app/key-1',
    ]);
    expect(await scrape(1, 'vault_steward_item_series_left_out')).toEqual([
      'vault_steward_item_series_left_out{cluster="prod"} 3',
    ]);
    expect(await scrape(1, 'vault_steward_items{')).toEqual([
      'vault_steward_items{cluster="prod",namespace="root",kind="kv"} 4',
    ]);
  });

  test('a gone secret goes; one that is not seen stays for 7 days and is counted as stale', async () => {
    const { save, scrape } = await open();
    await save(scanAt(0, [item(5, { path: 'one' }), item(6, { path: 'two' })]));
    expect(await scrape(0, 'vault_secret')).toHaveLength(2);
    await save(scanAt(1, [item(6, { path: 'two' })]));
    expect(await scrape(1, 'vault_secret')).toEqual([expect.stringContaining('"two"')]);
    await save(scanAt(2, [], { holes: [''] }));
    expect(await scrape(2 + 6 * 24, 'vault_secret')).toEqual([expect.stringContaining('"two"')]);
    expect(await scrape(2 + 6 * 24, 'vault_steward_items_stale')).toEqual([
      'vault_steward_items_stale{cluster="prod"} 1',
    ]);
    expect(await scrape(3 + 7 * 24, 'vault_secret')).toEqual([]);
    expect(await scrape(3 + 7 * 24, 'vault_steward_items{')).toEqual([]);
  });

  test('a cluster that cannot be scanned: all of it is stale, and leaves after 7 days', async () => {
    const { save, scrape } = await open();
    await save(scanAt(0, [item(5)]));
    await save(scanAt(1, [], { failure: 'sealed' }));
    expect(await scrape(2, 'vault_secret')).toHaveLength(1);
    expect(await scrape(2, 'vault_steward_items_stale')).toEqual([
      'vault_steward_items_stale{cluster="prod"} 1',
    ]);
    expect(await scrape(2, 'vault_steward_expiry_scan_complete')).toEqual([
      'vault_steward_expiry_scan_complete{cluster="prod"} 0',
    ]);
    expect(await scrape(2, 'vault_steward_expiry_scan_last_success')).toEqual([
      `vault_steward_expiry_scan_last_success_timestamp_seconds{cluster="prod"} ${seconds(0)}`,
    ]);
    expect(await scrape(2 + 7 * 24, 'vault_secret')).toEqual([]);
  });
});

describe('counts', () => {
  test('what machines renew is counted, but has no series, no earliest end, and has not expired', async () => {
    const { save, scrape } = await open();
    const certificate = { kind: 'pki-certificate', mount: 'pki/', selfRenewing: 'shortLived' } as const;
    await save(
      scanAt(0, [
        item(-3, { path: 'late' }),
        item(-1, { ...certificate, path: 'aa' }),
        item(2, { ...certificate, path: 'bb' }),
      ]),
    );
    expect(await scrape(0, 'vault_steward_item')).toEqual([
      'vault_steward_item_series_left_out{cluster="prod"} 0',
      `vault_steward_items_earliest_expiration_timestamp_seconds{cluster="prod",namespace="root",kind="kv"} ${seconds(-3)}`,
      'vault_steward_items_expired{cluster="prod",namespace="root",kind="kv"} 1',
      'vault_steward_items_expired{cluster="prod",namespace="root",kind="pki-certificate"} 0',
      'vault_steward_items_stale{cluster="prod"} 0',
      'vault_steward_items{cluster="prod",namespace="root",kind="kv"} 1',
      'vault_steward_items{cluster="prod",namespace="root",kind="pki-certificate"} 2',
    ]);
  });

  test('problems by reason, and the scan', async () => {
    const { save, scrape } = await open();
    await save(
      scanAt(0, [], { problems: [problem(), problem({ path: 'y' }), problem({ reason: 'missingDate' })] }),
    );
    const problems = await scrape(0, 'vault_steward_expiry_problems');
    expect(problems).toContain('vault_steward_expiry_problems{cluster="prod",reason="denied"} 2');
    expect(problems).toContain('vault_steward_expiry_problems{cluster="prod",reason="missingDate"} 1');
    expect(problems).toContain('vault_steward_expiry_problems{cluster="prod",reason="sealed"} 0');
    expect(await scrape(0, 'vault_steward_expiry_scan_duration')).toEqual([
      'vault_steward_expiry_scan_duration_seconds{cluster="prod"} 1.235',
    ]);
  });

  test('nothing is there before the first scan', async () => {
    const { scrape } = await open();
    expect(await scrape(0)).toEqual([]);
  });

  test('a cluster that is no longer configured has no scan any more', async () => {
    const { save, scrape } = await open();
    const scan = scanAt(0, []);
    await save({ ...scan, looks: scan.looks.map((look) => ({ ...look, cluster: 'old' })) });
    expect(await scrape(1, 'vault_steward_expiry_scan')).toEqual([]);
  });
});
