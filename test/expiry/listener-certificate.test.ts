import { expect, test } from 'vitest';
import { findFreePorts } from '../../sandbox/free-ports.ts';
import { dayMs } from '../../src/lib/times.ts';
import { botPorts } from '../helpers/bot-login.ts';
import { createAuthority } from '../helpers/certificates.ts';
import { describeOpenBao, startOpenBao } from '../helpers/openbao.ts';
import { scan } from './lay-out.ts';

describeOpenBao('listener certificates', () => {
  test('are seen on every node, private CA or not, expired or not, and each once', async () => {
    const authority = createAuthority();
    const local = 'IP:127.0.0.1';
    const good = authority.issue('vault.example.com', local);
    const expired = authority.issue('old.example.com', local, { expired: true });
    const first = await findFreePorts(3);
    const listeners = [good, good, expired].map(
      ({ certFile, keyFile }, at) => `listener "tcp" {
        address = "127.0.0.1:${first + at}"
        tls_cert_file = ${JSON.stringify(certFile)}
        tls_key_file = ${JSON.stringify(keyFile)}
      }`,
    );
    const bao = await startOpenBao({ config: listeners.join('\n') });
    const nodes = [first, first + 1, first + 2, 1].map((port) => `https://127.0.0.1:${port}`);
    const clock = new Date();
    const found = await scan(await botPorts(bao, { cluster: { nodes: [bao.address, ...nodes] } }), {}, clock);
    const items = found.items
      .filter(({ kind }) => kind === 'listener-certificate')
      .sort((a, b) => a.expiresAtMs - b.expiresAtMs);
    expect(items.map(({ name, note }) => [name, note])).toEqual([
      ['old.example.com', `shown by 127.0.0.1:${first + 2}`],
      ['vault.example.com', `shown by 127.0.0.1:${first}, 127.0.0.1:${first + 1}`],
    ]);
    expect(items[0]?.expiresAtMs).toBeLessThan(clock.getTime());
    expect(Math.abs((items[1]?.expiresAtMs ?? 0) - clock.getTime() - dayMs)).toBeLessThan(60_000);
    expect(items[1]?.path).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2})+$/);
    expect(found.problems).toEqual([
      {
        cluster: 'prod',
        namespace: '',
        mount: '',
        path: 'https://127.0.0.1:1',
        reason: 'unreachable',
        problem: 'its certificate cannot be seen: nobody listens there (connection refused)',
        owner: undefined,
      },
    ]);
  });
});
