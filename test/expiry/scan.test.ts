import { describe, expect, test } from 'vitest';
import { botPorts, trapSecrets } from '../helpers/bot-login.ts';
import { startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { addMount, addSecrets, encodePath, inDays, report, scan } from './lay-out.ts';

/** Names that a careless client breaks on; one has 500 characters. */
const oddNames = [
  'with space/and more',
  'per%cent/100%',
  'hash#tag',
  'what?now',
  `"double" and 'single'`,
  'back\\slash',
  'plus+and&ampersand=is;semi,comma',
  'crème/brûlée/дані/数据/🔑',
  'metadata/data/metadata',
  '<b>&amp;</b>',
  '__proto__',
  'constructor/toString',
  `long/${'x'.repeat(495)}`,
  'a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p',
];

describe.each(bothServers)('a scan of $name', ({ start }) => {
  test('finds every dated secret of every KV v2 mount, whatever its name', async () => {
    const server = await start();
    for (const mount of ['metadata/', 'kv/', 'deep/er/kv/', 'empty/']) await addMount(server, mount);
    await addMount(server, 'old/', { version: '1' });
    await server.root({ method: 'POST', path: 'old/metadata/trap', body: { value: 'secret' } });
    const dated = Object.fromEntries(
      oddNames.map((name, at) => [name, { expiration_timestamp: inDays(at) }]),
    );
    for (const mount of ['metadata/', 'kv/', 'deep/er/kv/']) await addSecrets(server, mount, dated);
    await addSecrets(server, 'kv/', { undated: null, other: { owner: 'somebody' } });
    const { items, problems, scanned } = await report(await botPorts(server));
    expect(problems).toEqual([]);
    expect(scanned).toBe(3 * oddNames.length + 2 + trapSecrets);
    for (const mount of ['metadata/', 'kv/', 'deep/er/kv/'])
      expect(items.filter((item) => item.mount === mount).map((item) => item.path)).toEqual(oddNames);
  });

  test('tells a secret from a folder of its name', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    const at = (days: number) => ({ expiration_timestamp: inDays(days) });
    await addSecrets(server, 'kv/', {
      both: at(1),
      'both/below': at(2),
      'both/both': at(3),
      'both/both/x': null,
    });
    const { items, scanned } = await report(await botPorts(server));
    expect(items.map(({ path, name }) => [path, name])).toEqual([
      ['both', 'both'],
      ['both/below', 'below'],
      ['both/both', 'both'],
    ]);
    expect(scanned).toBe(4 + trapSecrets);
  });

  test('reads dates, owners and renewals, and says what it cannot read', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    const many = Object.fromEntries(
      Array.from({ length: 62 }, (_, index) => [`key-${index}`, 'x'.repeat(500)]),
    );
    await addSecrets(server, 'kv/', {
      past: { expiration_timestamp: inDays(-3), owner: ' U0DEV ' },
      future: {
        expiration_timestamp: '2026-12-01',
        owner: 'a@example.com',
        last_renewal_timestamp: inDays(-9),
      },
      broken: { expiration_timestamp: 'next spring', owner: 'b@example.com' },
      'broken-renewal': { expiration_timestamp: inDays(90), last_renewal_timestamp: '?' },
      blank: { expiration_timestamp: ' ' },
      wide: { ...many, expiration_timestamp: inDays(40), owner: 'c@example.com' },
    });
    const ports = await botPorts(server, { config: { timeZone: 'Europe/Prague' } });
    const { items, problems } = await report(ports);
    expect(items).toEqual([
      {
        cluster: 'prod',
        namespace: '',
        kind: 'kv',
        mount: 'kv/',
        path: 'past',
        name: 'past',
        expiresAt: '2026-11-19T09:00:00Z',
        owner: 'U0DEV',
        state: 'expired',
      },
      expect.objectContaining({
        path: 'future',
        expiresAt: '2026-12-01T22:59:59Z',
        owner: 'a@example.com',
        state: 'expiring',
      }),
      expect.objectContaining({ path: 'wide', owner: 'c@example.com' }),
      expect.objectContaining({ path: 'broken-renewal', owner: null }),
    ]);
    const place = { cluster: 'prod', namespace: '', mount: 'kv/' };
    const advice = 'write it like 2026-12-31 or 2026-12-31T09:00:00Z';
    expect(problems).toEqual([
      {
        ...place,
        path: 'blank',
        problem: `expiration_timestamp is not a date that can be read (empty); ${advice}`,
      },
      {
        ...place,
        path: 'broken',
        problem: `expiration_timestamp is not a date that can be read (aaaa aaaaaa); ${advice}`,
      },
      {
        ...place,
        path: 'broken-renewal',
        problem: `last_renewal_timestamp is not a date that can be read (?); ${advice}`,
      },
    ]);
  });

  test('takes the configured names of the metadata keys', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await addSecrets(server, 'kv/', {
      a: { 'valid-until': inDays(1), team: 'S0TEAM', expiration_timestamp: 'x' },
    });
    const fields = { expiration: 'valid-until', owner: 'team' };
    const ports = await botPorts(server, { config: { expiry: { fields } } });
    const { items, problems } = await report(ports);
    expect(items).toMatchObject([{ path: 'a', owner: 'S0TEAM' }]);
    expect(problems).toEqual([]);
  });

  test('never asks for a value', async () => {
    const server = await start();
    await addMount(server, 'kv/');
    await server.root({ method: 'POST', path: 'kv/data/app', body: { data: { password: 'hunter2' } } });
    await addSecrets(server, 'kv/', { app: { expiration_timestamp: inDays(1) }, 'metadata/data/x': null });
    const proxy = await startFaultProxy(server.address);
    await report(await botPorts(server, { address: proxy.address }));
    const asked = proxy.requests.map(({ method, path }) => `${method} ${path}`);
    expect(asked.filter((request) => request.includes('/v1/kv/')).length).toBeGreaterThan(0);
    for (const request of asked)
      expect(request).toMatch(
        /^GET \/v1\/(sys\/|auth\/token\/lookup-self|identity\/entity\/id|(kv|secret|metadata)\/(detailed-)?metadata\/)/,
      );
  });
});

describeOpenBao('a scan of OpenBao', () => {
  test('goes through all namespaces and both clusters', async () => {
    const [one, two] = await Promise.all([startOpenBao(), startOpenBao()]);
    for (const [name, namespace] of [
      ['a', ''],
      ['b', 'a/'],
      ['c', 'a/b/'],
    ] as const)
      await one.root({ method: 'POST', path: `sys/namespaces/${name}`, namespace });
    for (const namespace of ['', 'a/', 'a/b/', 'a/b/c/']) {
      await addMount(one, 'kv/', { namespace });
      await addSecrets(
        one,
        'kv/',
        { key: { expiration_timestamp: inDays(1 + namespace.length) } },
        namespace,
      );
    }
    await addMount(two, 'kv/');
    await addSecrets(two, 'kv/', { key: { expiration_timestamp: inDays(0) } });
    const ports = await botPorts(one, { name: 'one' });
    const { clusters } = await botPorts(two, { name: 'two' });
    const { items, problems } = await report({ ...ports, clusters: [...ports.clusters, ...clusters] });
    expect(problems).toEqual([]);
    expect(items.map(({ cluster, namespace, path }) => [cluster, namespace, path])).toEqual([
      ['two', '', 'key'],
      ['one', '', 'key'],
      ['one', 'a/', 'key'],
      ['one', 'a/b/', 'key'],
      ['one', 'a/b/c/', 'key'],
    ]);
  });

  test('walks where the login may only list and read', async () => {
    const bao = await startOpenBao();
    await addMount(bao, 'kv/');
    const dated = Object.fromEntries(
      oddNames.map((name, at) => [name, { expiration_timestamp: inDays(at) }]),
    );
    await addSecrets(bao, 'kv/', dated);
    const ports = await botPorts(bao, { denied: ['kv/detailed-metadata/*'] });
    const { items, problems } = await report(ports);
    expect(items.map(({ path }) => path)).toEqual(oddNames);
    expect(problems).toEqual([]);
  });

  test('takes a large mount in parts, each secret once', async () => {
    const bao = await startOpenBao();
    await addMount(bao, 'kv/');
    const paths = [
      ...Array.from({ length: 60 }, (_, at) => `flat-${at}`),
      ...Array.from({ length: 45 }, (_, at) => `big/key-${at}`),
      ...Array.from({ length: 30 }, (_, at) => `big/deeper/key-${at}`),
      ...Array.from({ length: 5 }, (_, at) => `small/${at}/a b`),
    ];
    await addSecrets(
      bao,
      'kv/',
      Object.fromEntries(paths.map((path) => [path, { expiration_timestamp: inDays(1) }])),
    );
    const proxy = await startFaultProxy(bao.address);
    const root = /kv\/detailed-metadata\/\?scan=true$/;
    proxy.fault({ kind: 'hang' }, root, 1);
    const { items, problems, scanned } = await scan(await botPorts(bao, { address: proxy.address }), {
      kv: { secretsAtOnce: 20, countAfterMs: 0, requestTimeoutMs: 10_000, detailedTimeoutMs: 20_000 },
    });
    expect(problems).toEqual([]);
    expect(scanned).toBe(paths.length + trapSecrets);
    expect(items.map(({ path }) => path).sort()).toEqual([...paths].sort());
    expect(proxy.count(root)).toBe(1);
    expect(proxy.count(/detailed-metadata\/big\/\?list=true&limit=20/)).toBe(3);
    expect(proxy.count(/detailed-metadata\/big\/deeper\/\?list=true/)).toBe(2);
    expect(proxy.count(/detailed-metadata\/small\/\?scan=true$/)).toBe(1);
    expect(proxy.count(/GET \/v1\/kv\/metadata\/[^?]/)).toBe(0);
  });

  test('reads large answers in a thread', async () => {
    const bao = await startOpenBao();
    await addMount(bao, 'kv/');
    const filling = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`key-${at}`, 'x'.repeat(500)]));
    const paths = Array.from({ length: 160 }, (_, at) => `team ${at % 7}/secret ${at}`);
    await addSecrets(
      bao,
      'kv/',
      Object.fromEntries(
        paths.map((path, at) => [path, { ...filling, expiration_timestamp: at < 150 ? inDays(at) : '?' }]),
      ),
    );
    const answer = await bao.root({ path: `${encodePath('kv/')}detailed-metadata/?scan=true` });
    expect(JSON.stringify(answer).length).toBeGreaterThan(4_000_000);
    let threads = 0;
    const count = (): void => {
      threads += 1;
    };
    process.on('worker', count);
    const { items, problems } = await report(await botPorts(bao));
    process.off('worker', count);
    expect(threads).toBe(1);
    expect(items.map(({ path }) => path)).toEqual(paths.slice(0, 150));
    expect(problems).toHaveLength(10);
  });
});
