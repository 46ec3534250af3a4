import { beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { collectReport } from '../../src/reports/collect-report.ts';
import { monthOf, shiftMonth } from '../../src/reports/month.ts';
import { toReportJson } from '../../src/reports/report.ts';
import { startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { reasonOf, valuesOf } from './read-report.ts';

const thisMonth = monthOf(new Date(), 'UTC');

/** Two namespaces, four KV mounts (one of version 1), five KV v2 secrets, two auth methods, one entity. */
async function fill(bao: RunningServer): Promise<void> {
  const post = (path: string, namespace: string, body: object) =>
    bao.root({ method: 'POST', path, namespace, body });
  await post('sys/namespaces/team-a', '', {});
  await post('sys/namespaces/dev', 'team-a', {});
  for (const namespace of ['team-a', 'team-a/dev'])
    await post('sys/mounts/kv', namespace, { type: 'kv', options: { version: '2' } });
  await post('sys/mounts/old', 'team-a', { type: 'kv', options: { version: '1' } });
  await post('sys/mounts/pki', 'team-a', { type: 'pki' });
  await post('old/a', 'team-a', { x: 'y' });
  for (const key of ['a', 'b', 'folder/c', 'folder/deep/d', 'folder'])
    await post(`kv/data/${key}`, 'team-a', { data: { x: 'y' } });
  await post('sys/auth/approle', '', { type: 'approle' });
  await post('sys/auth/users', 'team-a', { type: 'userpass' });
  await post('identity/entity', 'team-a', { name: 'anna' });
}

describeOpenBao('the report of the month that runs, from OpenBao alone', () => {
  let bao: RunningServer;
  beforeAll(async () => {
    bao = await startOpenBao();
    await fill(bao);
  });

  test('counts what is there', async () => {
    const report = await collectReport(thisMonth, testPorts({ servers: { prod: bao } }), new Date());
    expect(valuesOf(report)).toEqual({
      namespaces: 2,
      mounts: 5,
      mounts_kv: 4,
      mounts_pki: 1,
      secrets: 5,
      auth_methods: 2,
      auth_methods_approle: 1,
      auth_methods_userpass: 1,
      entities: 1,
      tokens: 1,
    });
    expect(report).toMatchObject({ period: thisMonth, previous: shiftMonth(thisMonth, -1), isRunning: true });
  });

  test('says why a figure is missing, and never makes it 0', async () => {
    const report = await collectReport(thisMonth, testPorts({ servers: { prod: bao } }), new Date());
    expect(reasonOf(report, 'active_clients')).toBe('OpenBao keeps no activity log');
    expect(reasonOf(report, 'requests')).toBe('No Prometheus is configured');
    expect(reasonOf(report, 'quota_violations')).toBe('No Prometheus is configured');
    expect(reasonOf(report, 'secrets_previous')).toContain('daily snapshots');
    expect(report.metrics.every(({ previous }) => previous === null)).toBe(true);
  });

  test('JSON has exactly the promised names', async () => {
    const report = await collectReport(thisMonth, testPorts({ servers: { prod: bao } }), new Date());
    const json = JSON.parse(JSON.stringify(toReportJson(report)));
    expect(Object.keys(json)).toEqual(['period', 'previous', 'metrics', 'missing']);
    for (const metric of json.metrics)
      expect(Object.keys(metric)).toEqual(['name', 'label', 'unit', 'value', 'previous', 'source']);
    for (const gap of json.missing) expect(Object.keys(gap)).toEqual(['name', 'reason']);
  });

  test('a login that sees a part gets no total', async () => {
    const token = await tokenWith(bao, 'path "team-a/kv/metadata/*" { capabilities = ["read", "list"] }');
    const report = await collectReport(thisMonth, testPorts({ servers: { prod: bao }, token }), new Date());
    expect(report.metrics).toEqual([]);
    expect(reasonOf(report, 'mounts')).toContain('may not list');
    expect(reasonOf(report, 'secrets')).toContain('may not list');
    expect(reasonOf(report, 'entities')).toBe(
      'It cannot be read: the login may not. No Prometheus is configured',
    );
  });

  test('one mount that may not be listed makes the number of secrets unknown', async () => {
    const token = await tokenWith(
      bao,
      `path "sys/namespaces" { capabilities = ["list", "scan"] }
       path "+/sys/namespaces" { capabilities = ["list", "scan"] }
       path "sys/mounts" { capabilities = ["read"] }
       path "team-a/sys/mounts" { capabilities = ["read"] }
       path "team-a/dev/sys/mounts" { capabilities = ["read"] }
       path "team-a/kv/metadata/*" { capabilities = ["list"] }`,
    );
    const report = await collectReport(thisMonth, testPorts({ servers: { prod: bao }, token }), new Date());
    expect(valuesOf(report)).toMatchObject({ namespaces: 2, mounts: 5 });
    expect(reasonOf(report, 'secrets')).toMatch(/^2 of 3 KV mounts cannot be counted: the login may not\./);
  });

  test('lists are enough where the login may not scan', async () => {
    const proxy = await startFaultProxy(bao.address);
    proxy.fault({ kind: 'status', status: 403, errors: ['permission denied'] }, /metadata\/\?scan=true/);
    const servers = { prod: { ...bao, address: proxy.address } };
    const report = await collectReport(thisMonth, testPorts({ servers }), new Date());
    expect(valuesOf(report)).toMatchObject({ secrets: 5 });
    expect(proxy.count(/kv\/metadata\/folder\/deep\/\?list=true/)).toBe(1);
    expect(proxy.count(/\/data\//)).toBe(0);
  });

  test('a closed namespace is left out, and the source says so', async () => {
    const other = await startOpenBao();
    await fill(other);
    await other.root({ method: 'POST', path: 'sys/namespaces/closed' });
    await other.root({ method: 'POST', path: 'sys/namespaces/api-lock/lock/closed' });
    const report = await collectReport(thisMonth, testPorts({ servers: { prod: other } }), new Date());
    expect(valuesOf(report)).toMatchObject({ namespaces: 3, mounts: 5, secrets: 5 });
    expect(report.metrics.find(({ name }) => name === 'mounts')?.source).toBe(
      'Vault API, without 1 closed namespace',
    );
  });

  test('clusters are added up; one that is away makes totals unknown', async () => {
    const other = await startOpenBao();
    const ports = testPorts({ servers: { prod: bao, test: other } });
    expect(valuesOf(await collectReport(thisMonth, ports, new Date()))).toMatchObject({
      namespaces: 2,
      mounts: 6,
      mounts_pki: 1,
      secrets: 5,
      entities: 1,
    });
    await other.stop();
    const report = await collectReport(thisMonth, ports, new Date());
    expect(report.metrics).toEqual([]);
    expect(reasonOf(report, 'secrets')).toMatch(/^test: test cannot be reached/);
  });

  test('a month that has not begun is refused in words', async () => {
    const next = shiftMonth(thisMonth, 1);
    await expect(collectReport(next, testPorts({ servers: { prod: bao } }), new Date())).rejects.toThrow(
      `has not begun yet. Ask for ${thisMonth} or an earlier month`,
    );
  });
});

async function tokenWith(bao: RunningServer, policy: string): Promise<string> {
  await bao.root({ method: 'POST', path: 'sys/policies/acl/limited', body: { policy } });
  const answer = await bao.root({
    method: 'POST',
    path: 'auth/token/create',
    body: { policies: ['limited'], no_parent: true },
  });
  return answer.auth.client_token;
}
