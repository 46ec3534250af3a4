import { beforeAll, describe, expect, test } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import type { DatedItem } from '../../src/expiry/finding.ts';
import { dayMs, hourMs } from '../../src/lib/times.ts';
import { botLogin, botPorts } from '../helpers/bot-login.ts';
import { startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testPorts } from '../helpers/ports.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { scan } from './lay-out.ts';

async function addAppRole(server: RunningServer, mount: string, namespace = ''): Promise<void> {
  await server.root({ method: 'POST', path: `sys/auth/${mount}`, namespace, body: { type: 'approle' } });
}

/** A role and so many secret ids of it. */
async function addRole(
  server: RunningServer,
  role: string,
  ttl: string,
  options: { ids?: number; metadata?: Record<string, string>; mount?: string; namespace?: string } = {},
): Promise<void> {
  const { ids = 1, metadata = {}, mount = 'approle', namespace = '' } = options;
  const path = `auth/${mount}/role/${encodeURIComponent(role)}`;
  await server.root({ method: 'POST', path, namespace, body: { secret_id_ttl: ttl } });
  for (let at = 0; at < ids; at += 1)
    await server.root({
      method: 'POST',
      path: `${path}/secret-id`,
      namespace,
      body: { metadata: JSON.stringify(metadata) },
    });
}

/** A scan finds things in no order. */
function sorted<T extends { mount: string; path?: string }>(places: readonly T[]): T[] {
  return places.toSorted((a, b) => (`${a.mount}${a.path ?? ''}` < `${b.mount}${b.path ?? ''}` ? -1 : 1));
}

const secretIds = (items: readonly DatedItem[]) => items.filter(({ kind }) => kind === 'approle-secret-id');

describe.each(bothServers)('AppRole secret ids on $name', ({ start }) => {
  let server: RunningServer;
  const clock = new Date();

  beforeAll(async () => {
    server = await start();
    await addAppRole(server, 'approle');
    await addAppRole(server, 'other/approle');
    await addRole(server, 'ci', '72h', { ids: 2, metadata: { owner: 'U0DEV', job: 'build' } });
    await addRole(server, 'for-ever', '0', { ids: 3 });
    await addRole(server, 'empty', '1h', { ids: 0 });
    await addRole(server, 'deploy', '24h', { mount: 'other/approle' });
  });

  test('are found with their role, their accessor and their end', async () => {
    const found = await scan(await botPorts(server), {}, clock);
    const items = secretIds(found.items);
    expect(items.map(({ mount, name, owner }) => [mount, name, owner]).sort()).toEqual([
      ['auth/approle/', 'ci', 'U0DEV'],
      ['auth/approle/', 'ci', 'U0DEV'],
      ['auth/other/approle/', 'deploy', undefined],
    ]);
    for (const { path, name, expiresAtMs, renewedAtMs = 0 } of items) {
      expect(path).toMatch(new RegExp(`^${name}/[0-9a-f]{8}-[0-9a-f-]{27}$`));
      expect(expiresAtMs - renewedAtMs).toBe((name === 'ci' ? 72 : 24) * hourMs);
      expect(Math.abs(renewedAtMs - clock.getTime())).toBeLessThan(dayMs);
    }
    // What takes the place of what: the same role with the same metadata.
    const groups = items.map(({ name, group }) => `${name} ${group}`);
    expect([...new Set(groups)].sort()).toEqual([
      'ci ["ci",{"job":"build","owner":"U0DEV"}]',
      'deploy ["deploy",{}]',
    ]);
    expect(found.problems).toEqual([
      {
        cluster: 'prod',
        namespace: '',
        mount: 'auth/approle/',
        path: 'for-ever',
        reason: 'neverExpires',
        problem: '3 secret ids never expire',
        owner: undefined,
      },
    ]);
  });

  test('are found by the generated policy, which can make none', async () => {
    const { ports, token } = await botLogin(server);
    const found = await scan(ports, {}, clock);
    expect(secretIds(found.items)).toHaveLength(3);
    expect(sorted(found.skipped.filter(({ kind }) => kind === 'approle-secret-id'))).toEqual([]);
    for (const path of [
      'auth/approle/role/ci/secret-id',
      'auth/approle/role/ci/custom-secret-id',
      'auth/approle/role/new',
    ])
      await expect(server.root({ method: 'POST', path, body: {}, token })).rejects.toThrow('403');
  });

  test('are skipped without a problem where the login may not list roles at all', async () => {
    const policy =
      'path "sys/auth" { capabilities = ["read"] }\npath "sys/mounts" { capabilities = ["read"] }';
    await server.root({ method: 'POST', path: 'sys/policies/acl/nothing', body: { policy } });
    const { auth } = await server.root({
      method: 'POST',
      path: 'auth/token/create',
      body: { policies: ['nothing'] },
    });
    const found = await scan(testPorts({ servers: { prod: server }, token: auth.client_token }));
    const place = { cluster: 'prod', namespace: '', kind: 'approle-secret-id' };
    expect(sorted(found.skipped.filter(({ kind }) => kind === 'approle-secret-id'))).toEqual([
      { ...place, mount: 'auth/approle/' },
      { ...place, mount: 'auth/other/approle/' },
    ]);
    expect(found.problems.filter(({ mount }) => mount.startsWith('auth/'))).toEqual([]);
  });

  test('a role that fails costs itself only', async () => {
    const proxy = await startFaultProxy(server.address);
    proxy.fault({ kind: 'status', status: 500 }, /role\/ci\/secret-id\?/);
    proxy.fault({ kind: 'status', status: 403 }, /role\/deploy\/secret-id-accessor/);
    const found = await scan(await botPorts(server, { address: proxy.address }));
    expect(secretIds(found.items)).toEqual([]);
    expect(sorted(found.problems)).toMatchObject(
      [
        { mount: 'auth/approle/', path: 'ci', problem: 'Vault failed inside (HTTP 500)' },
        { mount: 'auth/approle/', path: 'for-ever', reason: 'neverExpires' },
        { mount: 'auth/other/approle/', path: /^deploy\//, problem: 'the login may not look it up' },
      ].map(({ path, ...rest }) => ({
        ...rest,
        path: typeof path === 'string' ? path : expect.stringMatching(path),
      })),
    );
  });

  test('one that ends while it is looked at is nothing to tell', async () => {
    const proxy = await startFaultProxy(server.address);
    proxy.fault({ kind: 'status', status: 404 }, /role\/ci\/secret-id-accessor/);
    const found = await scan(await botPorts(server, { address: proxy.address }));
    expect(secretIds(found.items).map(({ name }) => name)).toEqual(['deploy']);
    expect(found.problems.map(({ reason }) => reason)).toEqual(['neverExpires']);
  });
});

describeOpenBao('AppRole secret ids on OpenBao', () => {
  test('are found in every namespace, and belong to its owner', async () => {
    const bao = await startOpenBao();
    const custom_metadata = { owner: 'S0TEAM' };
    await bao.root({ method: 'POST', path: 'sys/namespaces/team', body: { custom_metadata } });
    await addAppRole(bao, 'approle', 'team/');
    await addRole(bao, 'ci', '72h', { namespace: 'team/' });
    const found = await scan(await botPorts(bao));
    expect(secretIds(found.items)).toMatchObject([
      { namespace: 'team/', mount: 'auth/approle/', name: 'ci', owner: 'S0TEAM' },
    ]);
  });
});
