import { beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../../../sandbox/openbao/start-openbao.ts';
import { takeInventory } from '../../../src/core/inventory/take-inventory.ts';
import { startFaultProxy } from '../../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../../helpers/openbao.ts';
import { testCluster } from '../../helpers/ports.ts';
import { describeVaultCe, startVaultCe } from '../../helpers/vault-ce.ts';

const shamir = { seal: 'seal "shamir" {\n shares = 1\n threshold = 1\n}' };

describeOpenBao('the inventory of an OpenBao', () => {
  let bao: RunningServer;

  beforeAll(async () => {
    bao = await startOpenBao();
    const make = (namespace: string, name: string, body: object = {}) =>
      bao.root({ method: 'POST', path: `sys/namespaces/${encodeURIComponent(name)}`, namespace, body });
    await make('', 'team-a', { custom_metadata: { owner: 'a@example.com' } });
    await make('team-a', 'dev');
    await make('', 'tü');
    await make('', 'locked');
    await make('locked', 'inner');
    await make('', 'sealed', shamir);
    const mount = (namespace: string, path: string, version: string) =>
      bao.root({
        method: 'POST',
        path: `sys/mounts/${encodeURIComponent(path)}`,
        namespace,
        body: { type: 'kv', options: { version }, description: 'for tests' },
      });
    await mount('team-a', 'kv', '2');
    await mount('team-a/dev', 'old', '1');
    await mount('tü', 'größe', '2');
    await mount('locked', 'kv', '2');
    await bao.root({ method: 'POST', path: 'sys/namespaces/api-lock/lock/locked' });
    await bao.root({ method: 'PUT', path: 'sys/namespaces/sealed/seal' });
  });

  function tokenWith(policy: string): Promise<string> {
    return bao
      .root({ method: 'POST', path: 'sys/policies/acl/limited', body: { policy } })
      .then(() => bao.root({ method: 'POST', path: 'auth/token/create', body: { policies: ['limited'] } }))
      .then((answer) => answer.auth.client_token);
  }

  test('has all namespaces with their metadata, and what is closed costs only itself', async () => {
    const inventory = await takeInventory(testCluster(bao));
    expect(inventory.partlySeen).toEqual([]);
    expect([...inventory.closed].sort()).toEqual(['locked/', 'locked/inner/', 'sealed/']);
    expect(inventory.namespaces).toEqual([
      { path: '', customMetadata: {}, locked: false },
      { path: 'locked/', customMetadata: {}, locked: true },
      { path: 'locked/inner/', customMetadata: {}, locked: false },
      { path: 'sealed/', customMetadata: {}, locked: false },
      { path: 'team-a/', customMetadata: { owner: 'a@example.com' }, locked: false },
      { path: 'team-a/dev/', customMetadata: {}, locked: false },
      { path: 'tü/', customMetadata: {}, locked: false },
    ]);
    expect(
      inventory.mounts.filter(({ type }) => type === 'kv').map((m) => [m.namespace, m.path, m.kvVersion]),
    ).toEqual([
      ['', 'secret/', 2],
      ['team-a/', 'kv/', 2],
      ['team-a/dev/', 'old/', 1],
      ['tü/', 'größe/', 2],
    ]);
    expect(inventory.problems.map(({ namespace, problem }) => [namespace, problem])).toEqual([
      ['locked/', 'Mounts cannot be listed: the namespace is locked or sealed'],
      ['locked/inner/', 'Mounts cannot be listed: the namespace is locked or sealed'],
      ['sealed/', 'Mounts cannot be listed: the namespace is locked or sealed'],
    ]);
  });

  test('starts at the namespace of the configuration', async () => {
    const inventory = await takeInventory(testCluster(bao, { cluster: { namespace: 'team-a' } }));
    expect(inventory.namespaces.map(({ path }) => path)).toEqual(['team-a/', 'team-a/dev/']);
  });

  test('without SCAN, namespaces are listed level by level', async () => {
    const token = await tokenWith(`
      path "sys/namespaces" { capabilities = ["list"] }
      path "team-a/sys/namespaces" { capabilities = ["list"] }
      path "team-a/sys/mounts" { capabilities = ["read"] }`);
    const inventory = await takeInventory(testCluster(bao, { token }));
    expect(inventory.namespaces.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['', 'team-a/', 'team-a/dev/', 'tü/']),
    );
    expect(inventory.mounts).toContainEqual(
      expect.objectContaining({ namespace: 'team-a/', path: 'kv/', kvVersion: 2 }),
    );
  });

  test('with a developer’s rights, it is what the developer may see', async () => {
    const token = await tokenWith('path "team-a/kv/metadata/*" { capabilities = ["read", "list"] }');
    const inventory = await takeInventory(testCluster(bao, { token }));
    expect(inventory.namespaces.map(({ path }) => path)).toEqual(['', 'team-a/']);
    expect(inventory.mounts.filter(({ type }) => type === 'kv')).toMatchObject([
      { namespace: 'team-a/', path: 'kv/', kvVersion: 2 },
    ]);
    expect(inventory.problems).toEqual([]);
    expect(inventory.partlySeen).toEqual(expect.arrayContaining(['', 'team-a/']));
  });

  test('a namespace that answers nonsense is one problem', async () => {
    const proxy = await startFaultProxy(bao.address);
    const cluster = testCluster({ ...bao, address: proxy.address });
    proxy.fault({ kind: 'broken-json' }, /sys\/mounts/, 1);
    const inventory = await takeInventory(cluster);
    expect(inventory.problems).toHaveLength(4);
    expect(inventory.problems.map(({ problem }) => problem)).toContain(
      'Mounts cannot be listed: the server’s answer made no sense',
    );
  });

  test('a sealed server is no inventory at all', async () => {
    const other = await startOpenBao();
    const cluster = testCluster(other);
    await takeInventory(cluster);
    await other.root({ method: 'PUT', path: 'sys/seal' });
    await expect(takeInventory(cluster)).rejects.toMatchObject({ failure: 'sealed', cluster: 'prod' });
  });
});

describeVaultCe('the inventory of a Vault CE', () => {
  test('has the root namespace only, and no namespaced request is ever made', async () => {
    const vault = await startVaultCe();
    const proxy = await startFaultProxy(vault.address);
    const inventory = await takeInventory(testCluster({ ...vault, address: proxy.address }));
    expect(inventory.namespaces.map(({ path }) => path)).toEqual(['']);
    expect(inventory.mounts).toContainEqual(expect.objectContaining({ path: 'secret/', kvVersion: 2 }));
    await expect(
      takeInventory(testCluster({ ...vault, address: proxy.address }, { cluster: { namespace: 'team-a' } })),
    ).rejects.toThrow('prod has no namespaces, but team-a/ is configured');
    expect(proxy.requests.filter(({ headers }) => 'x-vault-namespace' in headers)).toEqual([]);
  });
});
