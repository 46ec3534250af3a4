import { expect, test } from 'vitest';
import { botPorts } from '../helpers/bot-login.ts';
import { startFaultProxy } from '../helpers/fault-proxy.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { scan } from './lay-out.ts';

describeOpenBao('auth methods that cannot be listed', () => {
  test('are a problem, and cost their namespace only', async () => {
    const bao = await startOpenBao();
    for (const name of ['a', 'b']) {
      await bao.root({ method: 'POST', path: `sys/namespaces/${name}` });
      const namespace = `${name}/`;
      await bao.root({ method: 'POST', path: 'sys/auth/approle', namespace, body: { type: 'approle' } });
      const body = { secret_id_ttl: '720h' };
      await bao.root({ method: 'POST', path: 'auth/approle/role/app', namespace, body });
      await bao.root({ method: 'POST', path: 'auth/approle/role/app/secret-id', namespace });
    }
    const proxy = await startFaultProxy(bao.address);
    const ports = await botPorts(bao, { address: proxy.address });
    const whole = await scan(ports);
    const namespaces = (found: typeof whole) =>
      found.items.flatMap(({ kind, namespace }) => (kind === 'approle-secret-id' ? [namespace] : []));
    expect(namespaces(whole).sort()).toEqual(['a/', 'b/']);
    proxy.fault({ kind: 'status', status: 500, errors: ['boom'] }, /GET \/v1\/(a\/)?sys\/auth$/);
    const broken = await scan(ports);
    expect(namespaces(broken).length).toBeLessThan(2);
    expect(broken.problems.filter(({ mount }) => mount === 'auth/')).toContainEqual(
      expect.objectContaining({ reason: 'notListed', problem: expect.stringContaining('Auth methods') }),
    );
  });
});
