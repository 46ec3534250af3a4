import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import type { Ports } from '../../src/ports.ts';
import { collectReport } from '../../src/reports/collect-report.ts';
import { monthOf } from '../../src/reports/month.ts';
import { startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { describePrometheus, prometheusClient, startPrometheus } from '../helpers/prometheus.ts';
import { describeVaultCe, startVaultCe } from '../helpers/vault-ce.ts';
import { reasonOf, valuesOf } from './read-report.ts';

const thisMonth = monthOf(new Date(), 'UTC');

describePrometheus('the report of the month that runs, with Prometheus', () => {
  test('has requests, their duration and quota violations', async () => {
    const bao = await startOpenBao({ usageGaugePeriod: '1s' });
    const { url } = await startPrometheus({ targets: [{ address: bao.address, token: bao.rootToken }] });
    const ports: Ports = { ...testPorts({ servers: { prod: bao } }), prometheus: prometheusClient({ url }) };
    for (let count = 0; count < 30; count += 1) await bao.root({ path: 'sys/mounts' });
    await vi.waitFor(
      async () => {
        const report = await collectReport(thisMonth, ports, new Date());
        expect(valuesOf(report).requests).toBeGreaterThanOrEqual(30);
        expect(valuesOf(report).request_duration_average).toBeGreaterThan(0);
        expect(valuesOf(report).quota_violations).toBe(0);
        expect(report.daily.map(({ name }) => name)).toContain('requests');
      },
      { timeout: 30_000, interval: 500 },
    );
  });

  test('says in words that Prometheus is away', async () => {
    const bao = await startOpenBao();
    const prometheus = prometheusClient({ url: 'http://127.0.0.1:9' });
    const ports: Ports = { ...testPorts({ servers: { prod: bao } }), prometheus };
    const report = await collectReport(thisMonth, ports, new Date());
    expect(reasonOf(report, 'requests')).toBe('Prometheus cannot be reached from here');
    expect(valuesOf(report).tokens).toBe(1);
  });
});

describeVaultCe('the report from Vault CE', () => {
  let vault: RunningServer;
  beforeAll(async () => {
    vault = await startVaultCe();
    for (const key of ['a', 'folder/b', 'folder/deep/c'])
      await vault.root({ method: 'POST', path: `secret/data/${key}`, body: { data: { x: 'y' } } });
  });

  const report = () => collectReport(thisMonth, testPorts({ servers: { prod: vault } }), new Date());

  test('counts by lists; namespaces and tokens it does not have', async () => {
    const found = await report();
    expect(valuesOf(found)).toMatchObject({
      mounts: 1,
      mounts_kv: 1,
      secrets: 3,
      auth_methods: 0,
      entities: 0,
    });
    expect(reasonOf(found, 'namespaces')).toBe('Vault’s community edition has no namespaces');
    expect(reasonOf(found, 'tokens')).toBe(
      'Vault counts tokens only for Prometheus. No Prometheus is configured',
    );
  });

  test('active clients come from the activity log once it is on', async () => {
    expect(reasonOf(await report(), 'active_clients')).toBe('The activity log is switched off');
    await vault.root({ method: 'POST', path: 'sys/internal/counters/config', body: { enabled: 'enable' } });
    await vault.root({ method: 'POST', path: 'sys/auth/userpass', body: { type: 'userpass' } });
    for (const name of ['anna', 'ben']) {
      await vault.root({ method: 'POST', path: `auth/userpass/users/${name}`, body: { password: 'x' } });
      const { auth } = await vault.root({
        method: 'POST',
        path: `auth/userpass/login/${name}`,
        body: { password: 'x' },
      });
      await vi.waitFor(async () => {
        await vault.root({ path: 'auth/token/lookup-self', token: auth.client_token });
        expect(valuesOf(await report()).active_clients).toBeGreaterThan(0);
      });
    }
    await vi.waitFor(async () => expect(valuesOf(await report()).active_clients).toBe(2), {
      timeout: 20_000,
    });
    expect(reasonOf(await report(), 'active_clients_previous')).toMatch(/^The activity log has nothing of /);
  });
});

describe('beside an OpenBao', () => {
  describeVaultCe('a Vault CE gives what the other never has', () => {
    test('and the source names who is not in it', async () => {
      const [bao, vault] = await Promise.all([startOpenBao(), startVaultCe()]);
      await bao.root({ method: 'POST', path: 'sys/namespaces/team-a' });
      const ports = testPorts({ servers: { bao, vault } });
      const report = await collectReport(thisMonth, ports, new Date());
      expect(report.metrics.find(({ name }) => name === 'namespaces')).toMatchObject({
        value: 1,
        source: 'Vault API (without vault)',
      });
    });
  });
});
