import { rootRequest } from '../../sandbox/openbao/root-request.ts';
import { waitUntil } from '../helpers/wait-until.ts';

/** Something of everything that a dashboard shows: secrets, a certificate, an entity, a login, a quota that refuses. */
export async function layOut(server: { address: string; rootToken: string }): Promise<void> {
  const ask = (method: 'POST' | 'GET' | 'DELETE', path: string, body?: object) =>
    rootRequest(server, { method, path, body });
  await ask('POST', 'sys/mounts/kv', { type: 'kv', options: { version: '2' } });
  const date = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const metadata = (days: number) => ({
    expiration_timestamp: date(days),
    last_renewal_timestamp: date(-90),
  });
  for (const [path, days] of [
    ['payments/late', -2],
    ['payments/soon', 3],
  ] as const) {
    await waitUntil('the new mount', () =>
      ask('POST', `kv/data/${path}`, { data: { a: 'b' } }).then(
        () => true,
        () => false,
      ),
    );
    await ask('POST', `kv/metadata/${path}`, { custom_metadata: metadata(days) });
  }
  await ask('POST', 'identity/entity', { name: 'ci', metadata: metadata(20) });
  await ask('POST', 'sys/mounts/pki', { type: 'pki' });
  await ask('POST', 'pki/root/generate/internal', { common_name: 'Test CA', ttl: '700h' });
  await ask('POST', 'sys/auth/userpass', { type: 'userpass' });
  await ask('POST', 'auth/userpass/users/ann', { password: 'pw' });
  await ask('POST', 'auth/userpass/login/ann', { password: 'pw' });
  await ask('POST', 'sys/quotas/rate-limit/tight', { rate: 1, interval: '1m', path: 'kv/' });
  for (let time = 0; time < 4; time += 1)
    await ask('GET', 'kv/metadata/payments/late').catch(() => undefined);
  // The scan of the bot reads this mount.
  await ask('DELETE', 'sys/quotas/rate-limit/tight');
}
