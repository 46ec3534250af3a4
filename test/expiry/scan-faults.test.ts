import { describe, expect, test } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { kvLimits } from '../../src/expiry/kv/kv-scan.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { addMount, addSecrets, inDays, now, report, scan } from './lay-out.ts';

/** Three tries of a second each: enough for a busy machine, and soon over where nobody answers. */
const shortLimits = { ...kvLimits, requestTimeoutMs: 1_000 };

/** 30 secrets in 10 folders, of which `bad` starts with `kv/team-3/` and `kv/team-6/`. */
const paths = Array.from({ length: 30 }, (_, at) => `team-${at % 10}/key-${at}`);
const dated = Object.fromEntries(paths.map((path, at) => [path, { expiration_timestamp: inDays(at) }]));
const isBad = (path: string): boolean => /^team-[36]\//.test(path);
const badSecret = /\/v1\/kv\/metadata\/team-[36]\/key/;

/** A server with those secrets behind a proxy that refuses the detailed listing, so that each path is asked for. */
async function behindProxy(
  server: RunningServer,
): Promise<{ proxy: FaultProxy; address: string; rootToken: string }> {
  await addMount(server, 'kv/');
  await addSecrets(server, 'kv/', dated);
  const proxy = await startFaultProxy(server.address);
  proxy.fault({ kind: 'status', status: 403 }, /detailed-metadata/);
  return { proxy, address: proxy.address, rootToken: server.rootToken };
}

const faults: [string, Fault, string][] = [
  [
    'denied',
    { kind: 'status', status: 403, errors: ['permission denied'] },
    'the login may not read its metadata',
  ],
  ['gone', { kind: 'status', status: 404 }, 'it was listed, but was gone when it was read'],
  ['broken inside', { kind: 'status', status: 500, errors: ['boom'] }, 'Vault failed inside (HTTP 500)'],
  [
    'limited for ever',
    { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
    'Vault’s rate limit refused it again and again',
  ],
  ['cut', { kind: 'cut' }, 'Vault did not answer'],
  ['cut in the body', { kind: 'cut-body' }, 'Vault did not answer'],
  ['silent', { kind: 'hang' }, 'Vault did not answer'],
  ['broken JSON', { kind: 'broken-json' }, 'Vault’s answer could not be understood'],
  ['another form', { kind: 'broken-json', body: '{"data":{"keys":[]}}' }, 'its metadata has an unknown form'],
  [
    'no data',
    { kind: 'broken-json', body: '{"data":{"custom_metadata":["x"]}}' },
    'its metadata has an unknown form',
  ],
  [
    'redirected',
    { kind: 'redirect', to: 'http://127.0.0.1:1/' },
    'the server answered with a redirect, which is never followed',
  ],
];

describe.each(bothServers)('a scan of $name with faults', ({ start }) => {
  test('each bad path costs itself only, whatever is bad about it', async () => {
    const { proxy, ...server } = await behindProxy(await start());
    for (const [name, fault, problem] of faults) {
      proxy.clear();
      proxy.fault({ kind: 'status', status: 403 }, /detailed-metadata/);
      proxy.fault(fault, badSecret);
      const found = await report(testPorts({ servers: { prod: server } }), {
        kv: fault.kind === 'hang' ? shortLimits : kvLimits,
      });
      expect(
        found.items.map(({ path }) => path),
        name,
      ).toEqual(paths.filter((path) => !isBad(path)));
      expect(found.problems, name).toEqual(
        paths
          .filter(isBad)
          .sort()
          .map((path) => ({ cluster: 'prod', namespace: '', mount: 'kv/', path, problem })),
      );
    }
  });

  test('a folder that cannot be listed costs that folder', async () => {
    const { proxy, ...server } = await behindProxy(await start());
    proxy.fault({ kind: 'status', status: 403 }, /kv\/metadata\/team-[36]\/\?/);
    const { items, problems } = await report(testPorts({ servers: { prod: server } }));
    expect(items.map(({ path }) => path)).toEqual(paths.filter((path) => !isBad(path)));
    expect(problems).toMatchObject(
      ['team-3/', 'team-6/'].map((path) => ({ path, problem: 'the login may not list what is in it' })),
    );
  });

  test('a mount that cannot be listed is a problem', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addSecrets(server, 'kv/', dated);
    await addMount(server, 'closed/');
    const policy =
      'path "kv/metadata/*" { capabilities = ["read", "list"] }\npath "sys/mounts" { capabilities = ["read"] }';
    await server.root({ method: 'POST', path: 'sys/policies/acl/some', body: { policy } });
    const { auth } = await server.root({
      method: 'POST',
      path: 'auth/token/create',
      body: { policies: ['some'] },
    });
    const { items, problems } = await report(
      testPorts({ servers: { prod: server }, token: auth.client_token }),
    );
    expect(items).toHaveLength(paths.length);
    expect(problems).toContainEqual({
      cluster: 'prod',
      namespace: '',
      mount: 'closed/',
      path: '',
      problem: 'the login may not list what is in it',
    });
  });

  test('a policy that denies a third costs that third', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addSecrets(server, 'kv/', dated);
    const denied = paths.filter((_, at) => at % 3 === 0);
    const rules = [
      'path "kv/metadata/*" { capabilities = ["read", "list"] }',
      ...denied.map((path) => `path "kv/metadata/${path}" { capabilities = ["deny"] }`),
    ];
    await server.root({ method: 'POST', path: 'sys/policies/acl/third', body: { policy: rules.join('\n') } });
    const { auth } = await server.root({
      method: 'POST',
      path: 'auth/token/create',
      body: { policies: ['third'] },
    });
    const { items, problems } = await report(
      testPorts({ servers: { prod: server }, token: auth.client_token }),
    );
    expect(items.map(({ path }) => path)).toEqual(paths.filter((path) => !denied.includes(path)));
    const there = problems.filter(({ mount }) => mount === 'kv/');
    expect(there.map(({ path }) => path)).toEqual([...denied].sort());
  });

  test('goes on when 50 secrets are deleted meanwhile', async () => {
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
    const running = report(testPorts({ servers: { prod: { ...server, address: proxy.address } } }));
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

  test('a mount that is disabled meanwhile costs that mount', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addMount(server, 'stays/');
    await addSecrets(server, 'kv/', dated);
    await addSecrets(server, 'stays/', dated);
    const proxy = await startFaultProxy(server.address);
    proxy.fault({ kind: 'hang' }, /\/v1\/kv\//);
    const running = report(testPorts({ servers: { prod: { ...server, address: proxy.address } } }));
    await expect.poll(() => proxy.count(/\/v1\/kv\//)).toBeGreaterThan(0);
    await server.root({ method: 'DELETE', path: 'sys/mounts/kv' });
    proxy.clear();
    const { items, problems } = await running;
    expect(new Set(items.map(({ mount }) => mount))).toEqual(new Set(['stays/']));
    expect(items).toHaveLength(paths.length);
    expect(problems).toMatchObject([{ mount: 'kv/', path: '' }]);
  });

  test('a server sealed in the middle ends the scan with one line a mount', async () => {
    const server = await start();
    const { proxy, ...behind } = await behindProxy(server);
    const held = /kv\/metadata\/team-\d\/key/;
    proxy.fault({ kind: 'hang' }, held);
    const running = report(testPorts({ servers: { prod: behind }, config: { expiry: { concurrency: 4 } } }));
    await expect.poll(() => proxy.count(held)).toBe(4);
    await server.root({ method: 'PUT', path: 'sys/seal' });
    proxy.clear();
    const { items, problems } = await running;
    expect(items).toEqual([]);
    expect(problems).toMatchObject([{ mount: 'kv/', path: '' }]);
    expect(problems[0]?.problem).toMatch(/^Vault is sealed; \d+ paths were not looked at$/);
  });

  test('a server that is gone in the middle ends the scan too', async () => {
    const { proxy, ...server } = await behindProxy(await start());
    proxy.fault({ kind: 'cut' }, /kv\/metadata\/[^?]/);
    const { items, problems } = await report(testPorts({ servers: { prod: server } }));
    expect(items).toEqual([]);
    expect(problems.length).toBeLessThanOrEqual(paths.length);
  });

  test('waits where a quota says so, and finds everything', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addSecrets(server, 'kv/', dated);
    await server.root({
      method: 'POST',
      path: 'sys/quotas/rate-limit/slow',
      body: { path: 'kv/', rate: 20, interval: '1s' },
    });
    const proxy = await startFaultProxy(server.address);
    proxy.fault({ kind: 'status', status: 403 }, /detailed-metadata/);
    const { items, problems } = await report(
      testPorts({ servers: { prod: { ...server, address: proxy.address } } }),
    );
    expect(problems).toEqual([]);
    expect(items.map(({ path }) => path)).toEqual(paths);
  });

  test('keeps to the configured request rate', async () => {
    const { proxy, ...server } = await behindProxy(await start());
    const config = { expiry: { requestsPerSecond: 100 } };
    const { durationSeconds, items } = await report(testPorts({ servers: { prod: server }, config }));
    expect(items).toHaveLength(paths.length);
    // 30 secrets, 10 folders, the mount's own listing and the refused one, and the first is free.
    expect(durationSeconds).toBeGreaterThan(0.35);
    expect(proxy.count(/kv\//)).toBeGreaterThanOrEqual(41);
  });

  test('the deadline ends it and says what is left', async () => {
    const { proxy, ...server } = await behindProxy(await start());
    proxy.fault({ kind: 'hang' }, badSecret);
    const { items, problems } = await report(testPorts({ servers: { prod: server } }), { deadlineMs: 700 });
    expect(items.map(({ path }) => path)).toEqual(paths.filter((path) => !isBad(path)));
    const left = 'the scan reached its deadline of 0 seconds; 6 paths were not looked at';
    expect(problems).toMatchObject([{ mount: 'kv/', path: '', problem: left }]);
  });

  test('stops when the asker gives up', async () => {
    const { proxy, ...server } = await behindProxy(await start());
    proxy.fault({ kind: 'hang' }, badSecret);
    const asker = new AbortController();
    const running = scan(testPorts({ servers: { prod: server } }), {}, now, asker.signal);
    await expect.poll(() => proxy.count(badSecret)).toBeGreaterThan(0);
    asker.abort(new Error('given up'));
    await expect(running).rejects.toThrow('given up');
  });

  test('one cluster that is away costs itself; with none left the command fails', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addSecrets(server, 'kv/', dated);
    const away = { address: 'http://127.0.0.1:1', rootToken: 'x' };
    const { items, problems } = await report(testPorts({ servers: { away, prod: server } }));
    expect(items).toHaveLength(paths.length);
    expect(problems).toEqual([
      { cluster: 'away', namespace: '', mount: '', path: '', problem: 'Vault did not answer' },
    ]);
    await expect(report(testPorts({ servers: { away } }))).rejects.toMatchObject({ failure: 'unreachable' });
  });
});

describeOpenBao('a scan of OpenBao with faults', () => {
  test.each([
    ['broken JSON', { kind: 'broken-json' }],
    ['JSON of something else', { kind: 'broken-json', body: '{"data":{"keys":[1,2]}}' }],
    ['an internal error', { kind: 'status', status: 500 }],
    ['a cut answer', { kind: 'cut-body' }],
  ] as [string, Fault][])(
    'reads secret by secret where the detailed listing gives %s',
    async (_name, fault) => {
      const bao = await startOpenBao();
      await addMount(bao, 'kv/');
      await addSecrets(bao, 'kv/', dated);
      const proxy = await startFaultProxy(bao.address);
      proxy.fault(fault, /detailed-metadata/);
      const { items, problems } = await report(
        testPorts({ servers: { prod: { ...bao, address: proxy.address } } }),
      );
      expect(items.map(({ path }) => path)).toEqual(paths);
      expect(problems).toEqual([]);
    },
  );

  test('a broken record costs itself only', async () => {
    const bao = await startOpenBao();
    const proxy = await startFaultProxy(bao.address);
    const good = { custom_metadata: { expiration_timestamp: inDays(1) } };
    const body = JSON.stringify({
      data: { keys: ['good', 'null', 'text', 'missing'], key_info: { good, null: null, text: 'text' } },
    });
    proxy.fault({ kind: 'broken-json', body }, /secret\/detailed-metadata/);
    const { items, problems } = await report(
      testPorts({ servers: { prod: { ...bao, address: proxy.address } } }),
    );
    expect(items.map(({ path }) => path)).toEqual(['good']);
    expect(problems.map(({ path }) => path)).toEqual(['missing', 'null', 'text']);
  });

  test('a locked namespace is a problem and costs itself only', async () => {
    const bao = await startOpenBao();
    for (const name of ['open', 'shut']) {
      await bao.root({ method: 'POST', path: `sys/namespaces/${name}` });
      await addMount(bao, 'kv/', { namespace: `${name}/` });
      await addSecrets(bao, 'kv/', dated, `${name}/`);
    }
    await bao.root({ method: 'POST', path: 'sys/namespaces/api-lock/lock/shut' });
    const { items, problems } = await report(testPorts({ servers: { prod: bao } }));
    expect(new Set(items.map(({ namespace }) => namespace))).toEqual(new Set(['open/']));
    expect(items).toHaveLength(paths.length);
    expect(problems).toMatchObject([{ namespace: 'shut/', mount: '', path: '' }]);
  });

  test('a namespace locked in the middle ends there only', async () => {
    const bao = await startOpenBao();
    for (const name of ['open', 'shut']) {
      await bao.root({ method: 'POST', path: `sys/namespaces/${name}` });
      await addMount(bao, 'kv/', { namespace: `${name}/` });
      await addSecrets(bao, 'kv/', dated, `${name}/`);
    }
    const proxy = await startFaultProxy(bao.address);
    proxy.fault({ kind: 'hang' }, /kv\/detailed-metadata/);
    const running = report(testPorts({ servers: { prod: { ...bao, address: proxy.address } } }));
    await expect.poll(() => proxy.count(/kv\/detailed-metadata/)).toBe(2);
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
