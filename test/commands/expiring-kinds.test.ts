import { expect, test } from 'vitest';
import { expiring } from '../../commands/expiring.ts';
import { findFreePorts } from '../../sandbox/free-ports.ts';
import type { ExpiringItem } from '../../src/expiry/find-expiring.ts';
import { kindNames } from '../../src/expiry/kind-list.ts';
import { runScan } from '../../src/expiry/run-scan.ts';
import { addMount, addSecrets, contextOf } from '../expiry/lay-out.ts';
import { botPorts } from '../helpers/bot-login.ts';
import { createAuthority } from '../helpers/certificates.ts';
import { openTestStore } from '../helpers/store.ts';
import { bothServers } from '../helpers/vault-ce.ts';

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

test.each(bothServers)('what --json says of things of every kind, on $name', async ({ start }) => {
  const { certFile, keyFile } = createAuthority().issue('vault.example.com', 'IP:127.0.0.1');
  const port = await findFreePorts(1);
  const listener = `listener "tcp" {
  address = "127.0.0.1:${port}"
  tls_cert_file = ${JSON.stringify(certFile)}
  tls_key_file = ${JSON.stringify(keyFile)}
}`;
  const server = await start({ config: listener });
  const post = (path: string, body: object) => server.root({ method: 'POST', path, body });
  await addMount(server, 'kv/');
  await addSecrets(server, 'kv/', { 'app/db': { expiration_timestamp: inDays(9), owner: 'U0DEV' } });
  await post('identity/entity', { name: 'robot one', metadata: { expiration_timestamp: inDays(9) } });
  await post('sys/auth/approle', { type: 'approle' });
  await post('auth/approle/role/ci', { secret_id_ttl: '800h', token_ttl: '1m' });
  const { data: secretId } = await post('auth/approle/role/ci/secret-id', {});
  await post('sys/mounts/pki', { type: 'pki', config: { max_lease_ttl: '9000h' } });
  await post('pki/root/generate/internal', {
    common_name: 'Root',
    ttl: '8000h',
    issuer_name: 'main',
    key_type: 'ec',
  });
  await post('pki/roles/web', { allow_any_name: true, max_ttl: '4000h', key_type: 'ec' });
  const { data: leaf } = await post('pki/issue/web', { common_name: 'web.example.com', ttl: '2000h' });

  const cluster = { nodes: [server.address, `https://127.0.0.1:${port}`] };
  const ports = { ...(await botPorts(server, { cluster, endsAfter: '100h' })), store: await openTestStore() };
  const { signal } = new AbortController();
  await runScan(ports, { now: ports.now(), signal, log: ports.log });
  const context = contextOf(ports, { now: ports.now() });
  const words = ['9999d', '--stored'];
  const answer = await expiring.run(expiring.parse({ door: 'terminal', text: '', words }), context);
  const json = expiring.json?.(answer);
  const { items, problems } = json as { items: ExpiringItem[]; problems: object[] };
  expect(problems).toEqual([]);
  expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(kindNames));
  for (const item of items) {
    expect(Object.keys(item)).toEqual([
      'cluster',
      'namespace',
      'kind',
      'mount',
      'path',
      'name',
      'expiresAt',
      'owner',
      'state',
    ]);
    expect(item).toMatchObject({ cluster: 'prod', namespace: '', state: 'expiring' });
    expect(item.expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
  }
  const serial = expect.stringMatching(/^[0-9a-f]{2}(:[0-9a-f]{2})+$/);
  const of = (kind: string) => items.filter((item) => item.kind === kind);
  expect(of('kv')).toMatchObject([{ mount: 'kv/', path: 'app/db', name: 'db', owner: 'U0DEV' }]);
  expect(of('entity')).toMatchObject([{ mount: 'identity/', path: 'robot one', name: 'robot one' }]);
  expect(of('approle-secret-id')).toMatchObject([
    { mount: 'auth/approle/', path: `ci/${secretId.secret_id_accessor}`, name: 'ci', owner: null },
  ]);
  expect(of('pki-issuer')).toMatchObject([{ mount: 'pki/', path: serial, name: 'main' }]);
  expect(of('pki-certificate')).toMatchObject([
    { mount: 'pki/', path: leaf.serial_number, name: 'web.example.com' },
  ]);
  expect(of('pki-crl')).toMatchObject([{ mount: 'pki/', name: 'main' }]);
  expect(of('listener-certificate')).toMatchObject([{ mount: '', path: serial, name: 'vault.example.com' }]);
  expect(of('own-login')).toMatchObject([{ mount: '', path: 'token', name: 'vault-steward’s own token' }]);
});
