import { describe, expect, test } from 'vitest';
import type { RunningServer } from '../../sandbox/openbao/start-openbao.ts';
import type { DatedItem } from '../../src/expiry/finding.ts';
import { botPorts } from '../helpers/bot-login.ts';
import { startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { bothServers } from '../helpers/vault-ce.ts';
import { inDays, scan } from './lay-out.ts';

async function addEntity(
  server: RunningServer,
  name: string,
  metadata: Record<string, string>,
  namespace = '',
): Promise<void> {
  await server.root({ method: 'POST', path: 'identity/entity', namespace, body: { name, metadata } });
}

const entities = (items: readonly DatedItem[]) => items.filter(({ kind }) => kind === 'entity');

describe.each(bothServers)('entities on $name', ({ start }) => {
  test('run out by their metadata', async () => {
    const server = await start();
    await addEntity(server, 'robot one', {
      expiration_timestamp: inDays(4),
      owner: 'U0DEV',
      last_renewal_timestamp: inDays(-8),
    });
    await addEntity(server, 'undated', { owner: 'U0DEV' });
    await addEntity(server, 'broken', { expiration_timestamp: 'never' });
    const rules = [{ required: true }, { mount: 'identity', path: 'robot*', owner: 'S0ROBOTS' }];
    const found = await scan(await botPorts(server, { config: { expiry: { rules } } }));
    expect(entities(found.items)).toMatchObject([
      {
        mount: 'identity/',
        path: 'robot one',
        name: 'robot one',
        vaultId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        owner: 'U0DEV',
        kind: 'entity',
      },
    ]);
    expect(found.problems.filter(({ mount }) => mount === 'identity/')).toMatchObject([
      { path: 'broken', reason: 'unreadableDate' },
    ]);
  });

  test('one that cannot be read costs itself only', async () => {
    const server = await start();
    await addEntity(server, 'a', { expiration_timestamp: inDays(1) });
    await addEntity(server, 'b', { expiration_timestamp: inDays(2) });
    const proxy = await startFaultProxy(server.address);
    proxy.fault({ kind: 'status', status: 403 }, /identity\/entity\/id\/[0-9a-f]/, 1);
    const found = await scan(await botPorts(server, { address: proxy.address }));
    expect(entities(found.items)).toHaveLength(1);
    expect(found.problems).toMatchObject([
      { mount: 'identity/', problem: 'the login may not read its metadata' },
    ]);
    proxy.fault({ kind: 'status', status: 403 }, /identity\/entity\/id\?/);
    const denied = await scan(await botPorts(server, { address: proxy.address }));
    expect(denied.skipped).toEqual([{ cluster: 'prod', namespace: '', mount: 'identity/', kind: 'entity' }]);
    expect(denied.problems).toEqual([]);
  });
});

describeOpenBao('entities on OpenBao', () => {
  test('are found in every namespace', async () => {
    const bao = await startOpenBao();
    await bao.root({ method: 'POST', path: 'sys/namespaces/team' });
    await addEntity(bao, 'robot', { expiration_timestamp: inDays(4) }, 'team/');
    const found = await scan(await botPorts(bao));
    expect(entities(found.items)).toMatchObject([{ namespace: 'team/', path: 'robot' }]);
    expect(found.problems).toEqual([]);
  });
});
