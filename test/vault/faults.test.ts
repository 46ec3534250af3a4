import { beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import type { VaultClient, VaultRequest } from '../../src/vault/vault-client.ts';
import { VaultError } from '../../src/vault/vault-error.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { testCluster } from '../helpers/ports.ts';

const read: VaultRequest = { method: 'GET', path: 'sys/mounts' };
const write: VaultRequest = { method: 'POST', path: 'secret/data/a', body: { data: { a: 1 } } };

describeOpenBao('faults between us and the server', () => {
  let bao: RunningServer;
  let proxy: FaultProxy;
  let vault: VaultClient;

  beforeAll(async () => {
    bao = await startOpenBao();
    proxy = await startFaultProxy(bao.address);
    vault = testCluster({ ...bao, address: proxy.address }).vault;
    await vault.request(read, z.unknown());
  });

  beforeEach(() => {
    proxy.clear();
    proxy.forget();
  });

  async function failureOf(request: VaultRequest): Promise<VaultError> {
    const error = await vault.request(request, z.unknown()).catch((thrown: unknown) => thrown);
    if (!(error instanceof VaultError)) throw new Error('no VaultError', { cause: error });
    expect(error.cluster).toBe('prod');
    return error;
  }

  const passing: [string, Fault][] = [
    ['a cut connection', { kind: 'cut' }],
    ['a lost answer', { kind: 'lose-answer' }],
    ['half an answer', { kind: 'cut-body' }],
    ['an error inside (500)', { kind: 'status', status: 500 }],
    ['a load balancer without a server (503)', { kind: 'status', status: 503 }],
    ['a limit that says when (429)', { kind: 'status', status: 429, headers: { 'retry-after': '0' } }],
  ];

  test.each(passing)('a read gets over %s', async (_, fault) => {
    proxy.fault(fault, /./, 2);
    await vault.request(read, z.object({ data: z.unknown() }));
    expect(proxy.requests).toHaveLength(3);
  });

  test.each(passing)('a write is not repeated after %s', async (_, fault) => {
    proxy.fault(fault, /./, 1);
    await failureOf(write);
    expect(proxy.requests).toHaveLength(1);
  });

  test('a write that may be repeated is', async () => {
    proxy.fault({ kind: 'lose-answer' }, /./, 1);
    await vault.request({ ...write, idempotent: true }, z.unknown());
    expect(proxy.requests).toHaveLength(2);
  });

  test('three times is enough', async () => {
    proxy.fault({ kind: 'status', status: 500, errors: ['disk full'] });
    expect(await failureOf(read)).toMatchObject({
      failure: 'unexpected',
      status: 500,
      details: ['disk full'],
    });
    expect(proxy.requests).toHaveLength(3);
  });

  test.each<[string, Fault]>([
    ['denied', { kind: 'status', status: 403 }],
    ['sealed', { kind: 'status', status: 503, errors: ['Vault is sealed'] }],
    ['invalid', { kind: 'status', status: 400 }],
    ['notFound', { kind: 'status', status: 404 }],
    ['unreachable', { kind: 'page', status: 404, body: '<html>Not found</html>' }],
    ['unreachable', { kind: 'page', status: 404, body: '' }],
    ['unexpected', { kind: 'broken-json' }],
    ['unexpected', { kind: 'broken-json', body: '<html>Please log in</html>' }],
    ['rateLimited', { kind: 'status', status: 429, headers: { 'retry-after': '60' } }],
  ])('%s is an answer and is not asked for again', async (failure, fault) => {
    proxy.fault(fault, /sys\/mounts/);
    expect(await failureOf(read)).toMatchObject({ failure });
    expect(proxy.count(/sys\/mounts/)).toBe(1);
  });

  test('says how long a limit lasts', async () => {
    proxy.fault({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });
    expect((await failureOf(read)).retryAfterMs).toBe(60_000);
  });

  test('an answer of another shape names what is wrong, and no value', async () => {
    const error = await vault
      .request({ method: 'GET', path: 'sys/mounts' }, z.object({ data: z.object({ 'secret/': z.number() }) }))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ failure: 'unexpected' });
    expect((error as VaultError).details).toEqual([expect.stringMatching(/^data\.secret\/: .*number/)]);
  });

  test('a redirect is not followed, and its host named', async () => {
    const other = await startFaultProxy(bao.address);
    proxy.fault({ kind: 'redirect', to: `${other.address}/v1/sys/mounts` });
    const error = await failureOf(read);
    expect(error.failure).toBe('redirected');
    expect(error.message).toContain(new URL(other.address).host);
    expect(other.requests).toEqual([]);
  });

  test('whoever is slow is not waited for', async () => {
    proxy.fault({ kind: 'hang' });
    const error = await failureOf({ ...read, timeoutMs: 100 });
    expect(error).toMatchObject({ failure: 'unreachable', message: 'No answer within 100 ms' });
    expect(proxy.requests).toHaveLength(1);
  });

  test('a caller may give up at any time', async () => {
    proxy.fault({ kind: 'hang' });
    const caller = new AbortController();
    const asked = vault.request({ ...read, signal: caller.signal }, z.unknown());
    await expect.poll(() => proxy.requests.length).toBe(1);
    caller.abort(new Error('the person left'));
    await expect(asked).rejects.toThrow('the person left');
    await expect(vault.request({ ...read, signal: caller.signal }, z.unknown())).rejects.toThrow('left');
  });

  test('nobody there is unreachable, with the reason', async () => {
    const { vault: nobody } = testCluster({ ...bao, address: 'http://127.0.0.1:1' });
    await expect(nobody.request(read, z.unknown())).rejects.toMatchObject({
      failure: 'unreachable',
      message: 'No answer: nobody listens there (connection refused)',
    });
  });

  test('sealed in the middle of the work is said so, and it goes on after the unsealing', async () => {
    await bao.root({ method: 'PUT', path: 'sys/seal' });
    expect((await failureOf(read)).failure).toBe('sealed');
    await bao.root({ method: 'PUT', path: 'sys/unseal', body: { key: bao.unsealKey } });
    await expect.poll(() => vault.request(read, z.unknown()).then(() => 'fine')).toBe('fine');
  });
});
