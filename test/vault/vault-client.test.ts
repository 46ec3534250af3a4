import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import { type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testCluster } from '../helpers/ports.ts';
import { bothServers, describeVaultCe, startVaultCe } from '../helpers/vault-ce.ts';

describe.each(bothServers)('requests to a real $name', ({ start }) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await start();
  });

  test('names of all kinds come through as they are', async () => {
    const { vault } = testCluster(server);
    const names = ['a b', '100%', 'c#1', 'what?', 'quote"s\'', 'tü/日本', '&#x2F;', '+', '%2F'];
    for (const name of names)
      await vault.request(
        { method: 'POST', path: `secret/metadata/${name}`, body: { custom_metadata: { name } } },
        z.null(),
      );
    for (const name of names) {
      const { data } = await vault.request(
        { method: 'GET', path: `secret/metadata/${name}` },
        z.object({ data: z.object({ custom_metadata: z.object({ name: z.string() }) }) }),
      );
      expect(data.custom_metadata.name).toBe(name);
    }
    const keys = await vault.list('secret/metadata/');
    expect(keys).toEqual(expect.arrayContaining(['a b', '100%', 'tü/', '&#x2F;', '+']));
  });

  test('PATCH changes what it names and nothing else', async () => {
    const { vault } = testCluster(server);
    const path = 'secret/metadata/patched';
    const body = { max_versions: 3, custom_metadata: { owner: 'a', keep: 'b' } };
    await vault.request({ method: 'POST', path, body }, z.null());
    const change = { custom_metadata: { owner: 'c' } };
    await vault.request({ method: 'PATCH', path, body: change }, z.null());
    const { data } = await server.root({ path });
    expect(data).toMatchObject({ max_versions: 3, custom_metadata: { owner: 'c', keep: 'b' } });
  });

  test('an empty folder is an empty list, a mount that is not there an error', async () => {
    const { vault } = testCluster(server);
    expect(await vault.list('secret/metadata/nothing/')).toEqual([]);
    await expect(vault.list('nowhere/metadata/')).rejects.toMatchObject({ failure: 'notFound' });
  });

  test('bytes have a buffer of their own, to be handed to a worker', async () => {
    const { vault } = testCluster(server);
    const bytes = await vault.requestBytes({ method: 'GET', path: 'sys/mounts' });
    expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
    expect(JSON.parse(new TextDecoder().decode(bytes)).data).toHaveProperty('secret/');
  });

  test('Vault’s audit log names the person a write was done for', async () => {
    if (server.kind === 'vault')
      await server.root({
        method: 'PUT',
        path: 'sys/audit/main',
        body: { type: 'file', options: { file_path: server.auditLogFile } },
      });
    for (const header of ['X-Steward-Actor', 'X-Steward-Request'])
      await server.root({
        method: 'PUT',
        path: `sys/config/auditing/request-headers/${header}`,
        body: { hmac: false },
      });
    const { vault } = testCluster(server);
    await vault.request(
      {
        method: 'POST',
        path: 'secret/metadata/attributed',
        body: { custom_metadata: {} },
        attribution: { actor: 'U0123', request: 'K7Q2' },
      },
      z.null(),
    );
    const entry = readFileSync(server.auditLogFile, 'utf8')
      .split('\n')
      .filter((line) => line.includes('secret/metadata/attributed'))
      .map((line) => JSON.parse(line))
      .at(-1);
    expect(entry.request.headers).toMatchObject({
      'x-steward-actor': ['U0123'],
      'x-steward-request': ['K7Q2'],
    });
  });
});

describeOpenBao('what stands on each request', () => {
  let bao: RunningServer;
  let proxy: FaultProxy;

  beforeAll(async () => {
    bao = await startOpenBao();
    for (const name of ['a', 'tü'])
      await bao.root({ method: 'POST', path: `sys/namespaces/${encodeURIComponent(name)}`, body: {} });
    proxy = await startFaultProxy(bao.address);
  });

  test('the namespace asked for, else the configured one; the root has none', async () => {
    const { vault } = testCluster({ ...bao, address: proxy.address }, { cluster: { namespace: '' } });
    const idOf = async (namespace?: string) => {
      const request = {
        method: 'GET',
        path: 'sys/mounts',
        ...(namespace === undefined ? {} : { namespace }),
      };
      const answer = z.object({ data: z.object({ 'sys/': z.object({ uuid: z.string() }) }) });
      return (await vault.request(request as { method: 'GET'; path: string }, answer)).data['sys/'].uuid;
    };
    const [root, a, tue] = [await idOf(''), await idOf('a/'), await idOf('tü/')];
    expect(new Set([root, a, tue]).size).toBe(3);
    expect(await idOf()).toBe(root);
    const inA = testCluster(bao, { cluster: { namespace: 'a' } }).vault;
    const { data } = await inA.request(
      { method: 'GET', path: 'sys/mounts', namespace: '' },
      z.object({ data: z.object({ 'sys/': z.object({ uuid: z.string() }) }) }),
    );
    expect(data['sys/'].uuid).toBe(root);
  });

  test('every write carries who and why, also those of our own', async () => {
    const { vault } = testCluster({ ...bao, address: proxy.address });
    proxy.forget();
    await vault.request(
      { method: 'POST', path: 'sys/capabilities-self', body: { paths: ['a'] } },
      z.unknown(),
    );
    expect(proxy.requests.at(-1)?.headers).toMatchObject({
      'x-steward-actor': 'vault-steward',
      'x-steward-request': 'none',
      'content-type': 'application/json',
      'x-vault-request': 'true',
    });
  });

  test('nothing comes from node-vault’s environment variables, and it prints nothing', async () => {
    proxy.forget();
    const script = `
      import { z } from 'zod';
      import { createVaultClient } from './src/vault/create-vault-client.ts';
      import { createLogin } from './src/vault/create-login.ts';
      import { silentLogger } from './src/lib/logger.ts';
      const vault = createVaultClient({
        cluster: 'prod', address: process.argv.at(-1), namespace: '', tls: {}, log: silentLogger,
        login: createLogin({ method: 'token' }, { token: '${bao.rootToken}' }), now: () => new Date(),
      });
      await vault.request({ method: 'POST', path: 'secret/data/x', body: { data: { a: 'secret' } } }, z.unknown());
      await vault.close();`;
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script, '--', proxy.address],
      {
        env: {
          PATH: process.env.PATH,
          DEBUG: '*',
          VAULT_ADDR: 'http://127.0.0.1:1',
          VAULT_TOKEN: 'from-environment',
          VAULT_NAMESPACE: 'from-environment',
          VAULT_PREFIX: '/from-environment',
          VAULT_SKIP_VERIFY: '1',
        },
      },
    );
    expect(stdout + stderr).toBe('');
    expect(proxy.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/auth/token/lookup-self',
      'POST /v1/secret/data/x',
    ]);
    for (const { headers } of proxy.requests) {
      expect(headers['x-vault-token']).toBe(bao.rootToken);
      expect(headers).not.toHaveProperty('x-vault-namespace');
    }
  });
});

describeVaultCe('a Vault without namespaces', () => {
  test('is never asked in one: it would answer from the root', async () => {
    const vault = await startVaultCe();
    const proxy = await startFaultProxy(vault.address);
    const client = testCluster({ ...vault, address: proxy.address }).vault;
    expect(await client.serverKind()).toBe('vault-ce');
    expect(await client.hasNamespaces()).toBe(false);
    const request = { method: 'GET', path: 'sys/mounts', namespace: 'team-a/' } as const;
    await expect(client.request(request, z.unknown())).rejects.toMatchObject({
      failure: 'invalid',
      details: ['team-a/'],
    });
    expect(proxy.count(/sys\/mounts/)).toBe(0);
  });
});
