import { z } from 'zod';
import { VaultError } from '../../vault/vault-error.ts';
import { askJson, isDenied, reportFailure } from '../ask.ts';
import type { ExpiryKind, KindScan } from '../kind.ts';

/**
 * What the bot itself logs in with: its secret id, or a fixed token. Without it every other kind goes blind. Not
 * looked at in a terminal, where the caller's own token is nobody else's business.
 */
export const ownLogin: ExpiryKind<'own-login'> = {
  name: 'own-login',
  words: { one: 'login of the bot', many: 'logins of the bot' },
  async scan(scan) {
    if (!scan.isBot) return;
    try {
      const credential = await scan.cluster.vault.credentialEnd();
      if (credential) report(scan, credential.what, credential.endsAt?.getTime(), undefined);
      else await lookAtToken(scan);
      const place = { cluster: scan.cluster.name, namespace: scan.cluster.vault.namespace, mount: '' };
      scan.sink.looked('own-login', place);
    } catch (error) {
      const { cluster, sink } = scan;
      const place = { cluster: cluster.name, namespace: cluster.vault.namespace, mount: '' };
      if (isDenied(error)) sink.skipped({ ...place, kind: 'own-login' });
      else reportFailure(scan, place, 'own login', error, 'look up its own end');
    }
  },
};

const TokenSelf = z.object({
  data: z.object({
    creation_time: z.number(),
    expire_time: z.iso.datetime().nullish(),
    explicit_max_ttl: z.number().default(0),
    renewable: z.boolean().default(false),
    /** The request that made it: a login makes a new one when it ends, a fixed token is gone. */
    path: z.string().default(''),
  }),
});

async function lookAtToken(scan: KindScan): Promise<void> {
  const request = { method: 'GET', path: 'auth/token/lookup-self' } as const;
  const { data } = await askJson(scan, { ...request, namespace: scan.cluster.vault.namespace }, TokenSelf);
  if (!data.path.startsWith('auth/token/')) return;
  const greatestMs = (data.creation_time + data.explicit_max_ttl) * 1_000;
  const ends = [
    ...(data.explicit_max_ttl > 0 ? [greatestMs] : []),
    ...(!data.renewable && data.expire_time ? [Date.parse(data.expire_time)] : []),
  ];
  report(scan, 'token', ends.length === 0 ? undefined : Math.min(...ends), data.creation_time * 1_000);
}

function report(
  { cluster, sink }: KindScan,
  what: string,
  expiresAtMs: number | undefined,
  madeAtMs: number | undefined,
): void {
  if (expiresAtMs === undefined) return;
  if (Number.isNaN(expiresAtMs)) throw new VaultError('unexpected', 'The end of our own login is no time');
  sink.item({
    cluster: cluster.name,
    namespace: cluster.vault.namespace,
    kind: 'own-login',
    mount: '',
    path: what,
    name: `vault-steward’s own ${what}`,
    expiresAtMs,
    renewedAtMs: madeAtMs,
    owner: undefined,
  });
}
