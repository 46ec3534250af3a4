import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { VaultAuth } from '../../src/config/clusters.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { createLogin } from '../../src/vault/create-login.ts';
import { createVaultClient } from '../../src/vault/create-vault-client.ts';
import type { VaultClient } from '../../src/vault/vault-client.ts';
import { type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const Self = z.object({ data: z.object({ id: z.string(), ttl: z.number() }) });
const opened: VaultClient[] = [];
let clockSkewMs = 0;

beforeEach(() => {
  clockSkewMs = 0;
});
afterEach(() => Promise.all(opened.splice(0).map((client) => client.close())));

describeOpenBao('logins to a real server', () => {
  let bao: RunningServer;
  let proxy: FaultProxy;
  const secrets = { token: undefined as string | undefined, roleId: '', secretId: '' };

  beforeAll(async () => {
    bao = await startOpenBao();
    proxy = await startFaultProxy(bao.address);
    await bao.root({ method: 'POST', path: 'sys/auth/approle', body: { type: 'approle' } });
    await bao.root({
      method: 'POST',
      path: 'sys/policies/acl/reader',
      body: { policy: 'path "sys/mounts" { capabilities = ["read"] }' },
    });
  });

  beforeEach(() => {
    proxy.clear();
    proxy.forget();
  });

  async function makeRole(options: object): Promise<void> {
    const role = 'auth/approle/role/steward';
    const body = { token_policies: ['reader'], token_max_ttl: 0, ...options };
    await bao.root({ method: 'POST', path: role, body });
    secrets.roleId = (await bao.root({ path: `${role}/role-id` })).data.role_id;
    secrets.secretId = (await bao.root({ method: 'POST', path: `${role}/secret-id` })).data.secret_id;
  }

  function open(auth: object, renews = true): VaultClient {
    const client = createVaultClient({
      cluster: 'prod',
      address: proxy.address,
      namespace: '',
      tls: {},
      login: createLogin(VaultAuth.parse(auth), secrets),
      log: silentLogger,
      now: () => new Date(Date.now() + clockSkewMs),
      renews,
    });
    opened.push(client);
    return client;
  }

  const self = async (vault: VaultClient) =>
    (await vault.request({ method: 'GET', path: 'auth/token/lookup-self' }, Self)).data;

  test('AppRole: one login for all who ask at once', async () => {
    await makeRole({ token_ttl: '1h' });
    const vault = open({ method: 'approle' });
    const tokens = await Promise.all(Array.from({ length: 20 }, () => self(vault)));
    expect(new Set(tokens.map(({ id }) => id)).size).toBe(1);
    expect(proxy.count(/approle\/login/)).toBe(1);
  });

  test('a short token is renewed before it ends, and replaced before its greatest TTL', async () => {
    await makeRole({ token_ttl: '2s', token_max_ttl: '5s' });
    const vault = open({ method: 'approle' });
    const first = await self(vault);
    await expect.poll(() => proxy.count(/renew-self/), { timeout: 10_000 }).toBeGreaterThan(0);
    expect((await self(vault)).id).toBe(first.id);
    await expect.poll(() => proxy.count(/approle\/login/), { timeout: 15_000 }).toBe(2);
    // The proxy counts the login when it comes; its answer takes a while.
    let asked = 2;
    const nextId = async (): Promise<string> => {
      asked += 1;
      return (await self(vault)).id;
    };
    await expect.poll(nextId, { timeout: 10_000 }).not.toBe(first.id);
    // None was denied, and so sent again.
    expect(proxy.requests.filter(({ path }) => path.includes('lookup-self')).length).toBe(asked);
  });

  test('nothing is asked after close, and a terminal does not renew', async () => {
    await makeRole({ token_ttl: '2s' });
    const closed = open({ method: 'approle' });
    await self(closed);
    await closed.close();
    await self(open({ method: 'approle' }, false));
    const other = open({ method: 'approle' });
    await self(other);
    await expect.poll(() => proxy.count(/renew-self/), { timeout: 10_000 }).toBe(1);
    expect(proxy.count(/renew-self/)).toBe(1);
  });

  test('a token that somebody revoked is replaced once, and the request repeated', async () => {
    await makeRole({ token_ttl: '1h' });
    const vault = open({ method: 'approle' });
    const { id } = await self(vault);
    await bao.root({ method: 'POST', path: 'auth/token/revoke', body: { token: id } });
    clockSkewMs = 60_000;
    const requests = Array.from({ length: 10 }, () =>
      vault.request({ method: 'GET', path: 'sys/mounts' }, z.object({ data: z.unknown() })),
    );
    await Promise.all(requests);
    expect(proxy.count(/approle\/login/)).toBe(2);
  });

  test('a missing right is no reason to log in again', async () => {
    await makeRole({ token_ttl: '1h' });
    const vault = open({ method: 'approle' });
    await self(vault);
    clockSkewMs = 60_000;
    const denied = Array.from({ length: 30 }, () =>
      vault.request({ method: 'GET', path: 'sys/policies/acl/reader' }, z.unknown()),
    );
    for (const one of await Promise.allSettled(denied))
      expect(one).toMatchObject({ status: 'rejected', reason: { failure: 'denied' } });
    expect(proxy.count(/approle\/login/)).toBe(1);
    expect(proxy.count(/lookup-self/)).toBe(2);
  });

  test('a wrong secret id is said once to Vault, not at each request', async () => {
    await makeRole({ token_ttl: '1h' });
    const right = secrets.secretId;
    secrets.secretId = '00000000-0000-0000-0000-000000000000';
    const vault = open({ method: 'approle' });
    for (let time = 0; time < 3; time += 1)
      await expect(self(vault)).rejects.toMatchObject({
        failure: 'loginRefused',
        message: expect.stringContaining('AppRole at approle/'),
      });
    expect(proxy.count(/approle\/login/)).toBe(1);
    const error = await self(vault).catch((thrown: unknown) => JSON.stringify(thrown));
    expect(error).not.toContain(secrets.secretId);
    secrets.secretId = right;
    clockSkewMs = 16_000;
    await self(vault);
    expect(proxy.count(/approle\/login/)).toBe(2);
  });

  test('while Vault is away the token is kept, and the login is made when it is back', async () => {
    await makeRole({ token_ttl: '1h' });
    proxy.fault({ kind: 'cut' });
    const vault = open({ method: 'approle' });
    await expect(self(vault)).rejects.toMatchObject({ failure: 'unreachable' });
    proxy.clear();
    await self(vault);
  });

  test('a token in a file may be replaced there', async () => {
    const file = join(temporaryFolder(), 'token');
    const make = async () => {
      const body = { policies: ['reader'], ttl: '1h' };
      const made = await bao.root({ method: 'POST', path: 'auth/token/create', body });
      writeFileSync(file, `${made.auth.client_token}\n`);
      return made.auth.client_token as string;
    };
    const first = await make();
    const vault = open({ method: 'token', tokenFile: file });
    expect((await self(vault)).id).toBe(first);
    await bao.root({ method: 'POST', path: 'auth/token/revoke', body: { token: first } });
    const second = await make();
    clockSkewMs = 60_000;
    expect((await self(vault)).id).toBe(second);
  });

  test('a fixed token is renewed while it can be; one that has ended is told plainly', async () => {
    const make = async (ttl: string) =>
      (await bao.root({ method: 'POST', path: 'auth/token/create', body: { policies: ['reader'], ttl } }))
        .auth.client_token;
    secrets.token = await make('2s');
    const vault = open({ method: 'token' });
    await self(vault);
    await expect.poll(() => proxy.count(/renew-self/), { timeout: 10_000 }).toBeGreaterThan(1);
    secrets.token = 'hvs.not-a-token';
    await expect(self(open({ method: 'token' }))).rejects.toMatchObject({ failure: 'loginRefused' });
    secrets.token = undefined;
    await expect(self(open({ method: 'token' }))).rejects.toThrow('Set VAULT_TOKEN');
  });

  test.each([
    [{ method: 'token', tokenFile: '/nowhere/token' }, 'The token cannot be read from /nowhere/token'],
    [{ method: 'approle', secretIdFile: '/nowhere/id' }, 'The secret id cannot be read from /nowhere/id'],
    [
      { method: 'kubernetes', role: 'a', tokenFile: '/nowhere/jwt' },
      'The service account token cannot be read from /nowhere/jwt',
    ],
  ])('%j says what is missing', async (auth, text) => {
    await expect(self(open(auth))).rejects.toThrow(text);
  });
});
