import { describe, expect, test } from 'vitest';
import { kvLimits } from '../../src/expiry/kv/kv-scan.ts';
import { botPorts } from '../helpers/bot-login.ts';
import { type Fault, startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { addMount, addSecrets, inDays, now, report, scan } from './lay-out.ts';
import { badSecret, behindProxy, dated, isBad, paths } from './thirty-secrets.ts';

/** Three tries of a second each: enough for a busy machine, and soon over where nobody answers. */
const shortLimits = { ...kvLimits, requestTimeoutMs: 1_000 };

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
    const { proxy, ports } = await behindProxy(await start());
    for (const [name, fault, problem] of faults) {
      proxy.clear();
      proxy.fault({ kind: 'status', status: 403 }, /detailed-metadata/);
      proxy.fault(fault, badSecret);
      const found = await report(ports, {
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
    const { proxy, ports } = await behindProxy(await start());
    proxy.fault({ kind: 'status', status: 403 }, /kv\/metadata\/team-[36]\/\?/);
    const { items, problems } = await report(ports);
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
    const ports = await botPorts(server, { denied: ['closed/detailed-metadata/*', 'closed/metadata/*'] });
    const { items, problems } = await report(ports);
    expect(items).toHaveLength(paths.length);
    expect(problems).toEqual([
      {
        cluster: 'prod',
        namespace: '',
        mount: 'closed/',
        path: '',
        problem: 'the login may not list what is in it',
      },
    ]);
  });

  test('a server that is gone in the middle ends the scan too', async () => {
    const { proxy, ports } = await behindProxy(await start());
    proxy.fault({ kind: 'cut' }, /kv\/metadata\/[^?]/);
    const { items, problems } = await report(ports);
    expect(items).toEqual([]);
    expect(problems.length).toBeLessThanOrEqual(paths.length);
  });

  test('keeps to the configured request rate', async () => {
    const { proxy, ports } = await behindProxy(await start(), { expiry: { requestsPerSecond: 100 } });
    const { durationSeconds, items } = await report(ports);
    expect(items).toHaveLength(paths.length);
    // 30 secrets, 10 folders, the mount's own listing and the refused one, and the first is free.
    expect(durationSeconds).toBeGreaterThan(0.35);
    expect(proxy.count(/kv\//)).toBeGreaterThanOrEqual(41);
  });

  test('the deadline ends it and says what is left', async () => {
    const { proxy, ports } = await behindProxy(await start());
    proxy.fault({ kind: 'hang' }, badSecret);
    const { items, problems } = await report(ports, { deadlineMs: 700 });
    expect(items.map(({ path }) => path)).toEqual(paths.filter((path) => !isBad(path)));
    const left = 'the scan reached its deadline of 0 seconds; 6 paths were not looked at';
    expect(problems).toMatchObject([{ mount: 'kv/', path: '', problem: left }]);
  });

  test('stops when the asker gives up', async () => {
    const { proxy, ports } = await behindProxy(await start());
    proxy.fault({ kind: 'hang' }, badSecret);
    const asker = new AbortController();
    const running = scan(ports, {}, now, asker.signal);
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
      const { items, problems } = await report(await botPorts(bao, { address: proxy.address }));
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
    const { items, problems } = await report(await botPorts(bao, { address: proxy.address }));
    expect(items.map(({ path }) => path)).toEqual(['good']);
    expect(problems.map(({ path }) => path)).toEqual(['missing', 'null', 'text']);
  });
});
