import { describe, expect, test } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { minuteMs } from '../../src/lib/times.ts';
import type { Ports } from '../../src/ports.ts';
import { layOutTraps, writePolicies } from '../helpers/bot-login.ts';
import { type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.ts';
import { testPorts } from '../helpers/ports.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { addMount, addSecrets, report } from './lay-out.ts';
import { dated, paths } from './thirty-secrets.ts';

const held = /kv\/metadata\/team-\d\/key/;
const logins = /POST \/v1\/auth\/approle\/login/;
const renewals = /\/v1\/auth\/token\/renew-self/;

/** The bot with an AppRole, whose tokens live so long, in the middle of a scan that waits for the test. */
async function inTheMiddle(
  server: RunningServer,
  tokenTtl: string,
): Promise<{ proxy: FaultProxy; running: ReturnType<typeof report>; passTime(ms: number): void }> {
  await addMount(server, 'kv/');
  await addSecrets(server, 'kv/', dated);
  await layOutTraps(server);
  await server.root({ method: 'POST', path: 'sys/auth/approle', body: { type: 'approle' } });
  const role = 'auth/approle/role/steward';
  const policies = await writePolicies(server, { cluster: { auth: { method: 'approle', roleId: 'r' } } });
  const body = { token_policies: policies, token_no_default_policy: true, token_ttl: tokenTtl };
  await server.root({ method: 'POST', path: role, body });
  const { data } = await server.root({ path: `${role}/role-id` });
  const made = await server.root({ method: 'POST', path: `${role}/secret-id`, body: { ttl: '720h' } });
  const proxy = await startFaultProxy(server.address);
  proxy.fault({ kind: 'status', status: 403 }, /detailed-metadata/);
  proxy.fault({ kind: 'hang' }, held);
  let passedMs = 0;
  const ports: Ports = testPorts({
    servers: { prod: { address: proxy.address, rootToken: '' } },
    cluster: { auth: { method: 'approle', roleId: data.role_id } },
    secretId: made.data.secret_id,
    now: () => new Date(Date.now() + passedMs),
  });
  const passTime = (ms: number): void => {
    passedMs += ms;
  };
  const running = report(ports);
  await expect.poll(() => proxy.count(held), { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
  return { proxy, running, passTime };
}

/** All secrets, whatever became of the login. */
async function expectAll(running: ReturnType<typeof report>): Promise<void> {
  const { items, problems } = await running;
  expect(problems).toEqual([]);
  expect(items.filter(({ kind }) => kind === 'kv').map(({ path }) => path)).toEqual(paths);
}

describe.each(bothServers)('a login to $name that ends in the middle of a scan', ({ start }) => {
  test('is repeated, once, and nothing is missed', async () => {
    const server = await start();
    const { proxy, running, passTime } = await inTheMiddle(server, '1h');
    expect(proxy.count(logins)).toBe(1);
    // Before the end: what comes in between finds a login that may be repeated.
    passTime(minuteMs);
    await server.root({ method: 'PUT', path: 'sys/leases/revoke-prefix/auth/approle/login' });
    proxy.clear();
    await expectAll(running);
    expect(proxy.count(logins)).toBe(2);
  });

  test('is renewed before that', async () => {
    const server = await start();
    const { proxy, running } = await inTheMiddle(server, '6s');
    await expect.poll(() => proxy.count(renewals), { timeout: 20_000 }).toBeGreaterThan(0);
    proxy.clear();
    await expectAll(running);
  });

  test('and cannot be repeated: what is left is a problem, not gone', async () => {
    const server = await start();
    const { proxy, running, passTime } = await inTheMiddle(server, '1h');
    await server.root({ method: 'DELETE', path: 'auth/approle/role/steward' });
    // Before the end: what comes in between finds a login that may be repeated.
    passTime(minuteMs);
    await server.root({ method: 'PUT', path: 'sys/leases/revoke-prefix/auth/approle/login' });
    proxy.clear();
    const { items, problems } = await running;
    expect(items.filter(({ kind }) => kind === 'kv')).toEqual([]);
    const here = problems.filter(({ mount }) => mount === 'kv/');
    expect(new Set(here.map(({ problem }) => problem))).toEqual(new Set(['Vault refused the login']));
    // A folder whose listing had not come yet is one problem for all that is in it.
    const told = (path: string): boolean =>
      here.some((one) => path === one.path || (one.path.endsWith('/') && path.startsWith(one.path)));
    expect(paths.filter((path) => !told(path))).toEqual([]);
    // Vault locks a role out after five failures: it is not asked path by path.
    expect(proxy.count(logins)).toBeLessThan(4);
  });
});
