import { describe, expect, test } from 'vitest';
import { findOpenBao, findVault } from '../../sandbox/openbao/find-binary.ts';
import { readItems } from '../../src/expiry/item-store.ts';
import { readProblems } from '../../src/expiry/problem-store.ts';
import { runScan } from '../../src/expiry/run-scan.ts';
import type { ScanOutcome } from '../../src/expiry/save-scan.ts';
import { minuteMs } from '../../src/lib/times.ts';
import type { Ports } from '../../src/ports.ts';
import { botPorts, rootOf } from '../helpers/bot-login.ts';
import { startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { startRaftCluster } from '../helpers/raft-cluster.ts';
import { openTestStore } from '../helpers/store.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { addMount, addSecrets, inDays, now, report } from './lay-out.ts';
import { behindProxy, dated, paths } from './thirty-secrets.ts';

/** Scans that are remembered, a minute after each other. */
async function remembering(ports: Ports) {
  const store = await openTestStore();
  let minutes = 0;
  return {
    db: store.db,
    async scan(): Promise<ScanOutcome | undefined> {
      minutes += 1;
      const at = new Date(now.getTime() + minutes * minuteMs);
      const run = { now: at, signal: new AbortController().signal, log: ports.log };
      return (await runScan({ ...ports, store, now: () => at }, run)).outcome;
    },
  };
}

/** What befalls a real server while it is looked through. */
describe.each(bothServers)('a scan of $name, while', ({ name, start }) => {
  test('a policy denies a third of it: that third is a problem', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addSecrets(server, 'kv/', dated);
    const denied = paths.filter((_, at) => at % 3 === 0);
    const ports = await botPorts(server, {
      denied: ['kv/detailed-metadata/*', ...denied.map((path) => `kv/metadata/${path}`)],
    });
    const { items, problems } = await report(ports);
    expect(items.map(({ path }) => path)).toEqual(paths.filter((path) => !denied.includes(path)));
    const there = problems.filter(({ mount }) => mount === 'kv/');
    expect(there.map(({ path }) => path)).toEqual([...denied].sort());
  });

  test('50 secrets are deleted: it goes on', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    const many = Array.from({ length: 100 }, (_, at) => `f-${at % 5}/key-${at}`);
    await addSecrets(
      server,
      'kv/',
      Object.fromEntries(many.map((path) => [path, { expiration_timestamp: inDays(1) }])),
    );
    const proxy = await startFaultProxy(server.address);
    proxy.fault({ kind: 'status', status: 403 }, /detailed-metadata/);
    const held = /kv\/metadata\/f-\d\/key/;
    proxy.fault({ kind: 'hang' }, held);
    const running = report(await botPorts(server, { address: proxy.address }));
    await expect.poll(() => proxy.count(held)).toBeGreaterThanOrEqual(16);
    const deleted = many.filter((_, at) => at % 2 === 0);
    await Promise.all(deleted.map((path) => server.root({ method: 'DELETE', path: `kv/metadata/${path}` })));
    proxy.clear();
    const { items, problems } = await running;
    const kept = many.filter((_, at) => at % 2 === 1);
    expect(items.map(({ path }) => path).sort()).toEqual([...kept].sort());
    for (const { path, problem } of problems) {
      expect(deleted).toContain(path);
      expect(problem).toBe('it was listed, but was gone when it was read');
    }
  });

  test('a mount is disabled: it costs that mount', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addMount(server, 'stays/');
    await addSecrets(server, 'kv/', dated);
    await addSecrets(server, 'stays/', dated);
    const proxy = await startFaultProxy(server.address);
    proxy.fault({ kind: 'hang' }, /\/v1\/kv\//);
    const running = report(await botPorts(server, { address: proxy.address }));
    await expect.poll(() => proxy.count(/\/v1\/kv\//)).toBeGreaterThan(0);
    await server.root({ method: 'DELETE', path: 'sys/mounts/kv' });
    proxy.clear();
    const { items, problems } = await running;
    expect(new Set(items.map(({ mount }) => mount))).toEqual(new Set(['stays/']));
    expect(items).toHaveLength(paths.length);
    expect(problems).toMatchObject([{ mount: 'kv/', path: '' }]);
  });

  test('it is sealed: one line a mount, nothing is taken for gone, and all is back afterwards', async () => {
    const server = await start();
    const { proxy, ports } = await behindProxy(server, { expiry: { concurrency: 4 } });
    const known = await remembering(ports);
    expect(await known.scan()).toMatchObject({ changes: { added: paths.length }, complete: true });
    const held = /kv\/metadata\/team-\d\/key/;
    proxy.forget();
    proxy.fault({ kind: 'hang' }, held);
    const running = known.scan();
    await expect.poll(() => proxy.count(held), { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
    await server.root({ method: 'PUT', path: 'sys/seal' });
    proxy.clear();
    expect(await running).toMatchObject({ changes: { gone: 0, stale: paths.length }, complete: false });
    const problem = expect.stringMatching(/^Vault is sealed; \d+ paths were not looked at$/);
    expect(await readProblems(known.db)).toContainEqual(
      expect.objectContaining({ mount: 'kv/', path: '', reason: 'sealed', problem }),
    );
    await server.root({ method: 'PUT', path: 'sys/unseal', body: { key: server.unsealKey } });
    expect(await known.scan()).toMatchObject({ changes: { back: paths.length }, stale: 0, complete: true });
  });

  test('it is killed and started again: what was seen counts, the rest is stale until the next scan', async () => {
    const binary = name === 'OpenBao' ? findOpenBao() : findVault();
    const cluster = await startRaftCluster(1, binary ? { binary } : {});
    const [node] = cluster.nodes;
    if (!node) throw new Error('no node');
    const server = rootOf(node, cluster.rootToken);
    const { proxy, ports } = await behindProxy(server, { expiry: { concurrency: 4 } });
    const known = await remembering(ports);
    await known.scan();
    const held = /kv\/metadata\/team-[5-9]\/key/;
    proxy.forget();
    proxy.fault({ kind: 'hang' }, held);
    const running = known.scan();
    await expect.poll(() => proxy.count(held), { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
    await node.process.stop(0);
    proxy.clear();
    // It is back, and sealed, while the scan still tries.
    await node.restart();
    expect(await running).toMatchObject({ changes: { gone: 0 }, complete: false });
    const seen = await readItems(known.db, { kinds: ['kv'] });
    expect(seen).toHaveLength(paths.length);
    expect(seen.filter(({ staleSinceMs }) => staleSinceMs !== undefined).length).toBeGreaterThanOrEqual(4);
    await node.unseal();
    expect(await known.scan()).toMatchObject({ changes: { gone: 0 }, stale: 0, complete: true });
  }, 120_000);

  test('a quota limits its rate: it waits, and finds everything', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addSecrets(server, 'kv/', dated);
    const proxy = await startFaultProxy(server.address);
    proxy.fault({ kind: 'status', status: 403 }, /detailed-metadata/);
    const ports = await botPorts(server, { address: proxy.address });
    await server.root({
      method: 'POST',
      path: 'sys/quotas/rate-limit/slow',
      body: { path: 'kv/', rate: 20, interval: '1s' },
    });
    const { items, problems } = await report(ports);
    expect(problems).toEqual([]);
    expect(items.map(({ path }) => path)).toEqual(paths);
  });
});

describeOpenBao('a scan of OpenBao, while', () => {
  test('a namespace is locked: it costs itself only', async () => {
    const bao = await startOpenBao();
    for (const name of ['open', 'shut']) {
      await bao.root({ method: 'POST', path: `sys/namespaces/${name}` });
      await addMount(bao, 'kv/', { namespace: `${name}/` });
      await addSecrets(bao, 'kv/', dated, `${name}/`);
    }
    const ports = await botPorts(bao);
    await bao.root({ method: 'POST', path: 'sys/namespaces/api-lock/lock/shut' });
    const { items, problems } = await report(ports);
    expect(new Set(items.map(({ namespace }) => namespace))).toEqual(new Set(['open/']));
    expect(items).toHaveLength(paths.length);
    expect(problems).toMatchObject([{ namespace: 'shut/', mount: '', path: '' }]);
  });

  test('a namespace is locked in the middle: it ends there only', async () => {
    const bao = await startOpenBao();
    for (const name of ['open', 'shut']) {
      await bao.root({ method: 'POST', path: `sys/namespaces/${name}` });
      await addMount(bao, 'kv/', { namespace: `${name}/` });
      await addSecrets(bao, 'kv/', dated, `${name}/`);
    }
    const proxy = await startFaultProxy(bao.address);
    proxy.fault({ kind: 'hang' }, /kv\/detailed-metadata/);
    const running = report(await botPorts(bao, { address: proxy.address }));
    // The root's own mount is one of the three.
    await expect.poll(() => proxy.count(/kv\/detailed-metadata/)).toBe(3);
    await bao.root({ method: 'POST', path: 'sys/namespaces/api-lock/lock/shut' });
    proxy.clear();
    const { items, problems } = await running;
    expect(new Set(items.map(({ namespace }) => namespace))).toEqual(new Set(['open/']));
    expect(problems).toMatchObject([
      {
        namespace: 'shut/',
        mount: 'kv/',
        problem: 'the namespace is locked or sealed; 1 path was not looked at',
      },
    ]);
  });
});
