import type { Mount } from '../../core/inventory/inventory.ts';
import { VaultError } from '../../vault/vault-error.ts';
import { askBytes, reportFailure } from '../ask.ts';
import type { ExpiryKind, KindScan } from '../kind.ts';
import { type CrlDates, readCrlDates } from '../pki/crl.ts';
import { type Issuer, listIssuers, pkiMounts } from '../pki/issuers.ts';

/**
 * Revocation lists: clients that check them refuse every certificate of an issuer whose list is overdue. Needs no
 * right (https://openbao.org/api-docs/secret/pki/#read-issuer-crl).
 */
export const pkiCrl: ExpiryKind<'pki-crl'> = {
  name: 'pki-crl',
  words: { one: 'revocation list', many: 'revocation lists' },
  async scan(scan) {
    await Promise.all(pkiMounts(scan).map((mount) => scanMount(scan, mount)));
  },
};

async function scanMount(scan: KindScan, mount: Mount): Promise<void> {
  scan.sink.looked('pki-crl', { cluster: scan.cluster.name, namespace: mount.namespace, mount: mount.path });
  // An issuer list that cannot be had is told by the kind of the issuers.
  const issuers = await listIssuers(scan, mount).catch(() => []);
  await Promise.all(issuers.map((issuer) => scanList(scan, mount, issuer)));
}

async function scanList(scan: KindScan, { namespace, path: mount }: Mount, issuer: Issuer): Promise<void> {
  const place = { cluster: scan.cluster.name, namespace, mount };
  const path = issuer.serial || issuer.id;
  try {
    const request = { method: 'GET', path: `${mount}issuer/${issuer.id}/crl/der`, namespace } as const;
    const der = await askBytes(scan, request);
    // Empty: the mount makes none.
    if (der.length === 0) return;
    const dates = readOrUndefined(der);
    if (!dates) {
      scan.sink.problem({
        ...place,
        path,
        reason: 'badAnswer',
        problem: 'its revocation list cannot be read',
      });
      return;
    }
    if (dates.nextUpdateMs === undefined) return;
    scan.sink.item({
      ...place,
      kind: 'pki-crl',
      path,
      name: issuer.name || issuer.id,
      expiresAtMs: dates.nextUpdateMs,
      renewedAtMs: dates.thisUpdateMs,
      owner: undefined,
    });
  } catch (error) {
    // An issuer that may not sign lists has none.
    if (error instanceof VaultError && error.failure === 'notFound') return;
    reportFailure(scan, place, path, error, 'read its revocation list');
  }
}

function readOrUndefined(der: Uint8Array): CrlDates | undefined {
  try {
    return readCrlDates(der);
  } catch {
    return undefined;
  }
}
