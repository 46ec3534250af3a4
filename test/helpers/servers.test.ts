import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startProcess } from '../../sandbox/processes.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { describeOpenBao, startOpenBao } from './openbao.ts';
import { describeVaultCe, startVaultCe } from './vault-ce.ts';

describeOpenBao('an OpenBao for tests', () => {
  test('is real, has its audit device and leaves nothing behind', async () => {
    const bao = await startOpenBao();
    const { data } = await bao.root({ path: 'auth/token/lookup-self' });
    expect(data.policies).toEqual(['root']);
    expect(readFileSync(bao.auditLogFile, 'utf8')).toContain('auth/token/lookup-self');
    expect(readFileSync(bao.auditLogFile, 'utf8')).not.toContain(bao.rootToken);
    await bao.stop();
    expect(bao.process.isRunning()).toBe(false);
    expect(existsSync(bao.folder)).toBe(false);
  });

  test('the proxy passes on, injects faults and counts', async () => {
    const bao = await startOpenBao();
    const proxy = await startFaultProxy(bao.address);
    const health = () => fetch(`${proxy.address}/v1/sys/health`);
    expect((await health()).status).toBe(200);
    proxy.fault({ kind: 'status', status: 429, headers: { 'retry-after': '1' } }, /health/, 1);
    const limited = await health();
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    expect((await health()).status).toBe(200);
    proxy.fault({ kind: 'cut' });
    await expect(health()).rejects.toThrow();
    proxy.fault({ kind: 'cut-body' });
    await expect(health().then((answer) => answer.text())).rejects.toThrow();
    proxy.clear();
    proxy.fault({ kind: 'hang' });
    const late = health();
    await expect.poll(() => proxy.count(/GET \/v1\/sys\/health/)).toBe(6);
    proxy.clear();
    expect((await late).status).toBe(200);
  });
});

describeVaultCe('a Vault CE for tests', () => {
  test('is HashiCorp’s community edition', async () => {
    const vault = await startVaultCe();
    expect(await vault.root({ path: 'sys/health' })).toMatchObject({ enterprise: false, sealed: false });
  });
});

test('a server that does not start says why', async () => {
  await expect(
    startProcess({
      command: process.execPath,
      args: ['-e', 'console.error("no port for me"); process.exit(3)'],
      isReady: async () => false,
    }),
  ).rejects.toThrow('no port for me');
});
