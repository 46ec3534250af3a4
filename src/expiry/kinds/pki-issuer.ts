import { z } from 'zod';
import type { Mount } from '../../core/inventory/inventory.ts';
import { askJson, reportFailure } from '../ask.ts';
import type { ExpiryKind, KindScan } from '../kind.ts';
import { type Certificate, readCertificate } from '../pki/certificate.ts';
import { type Issuer, listIssuers, pkiMounts } from '../pki/issuers.ts';

/** Certificates of the authorities in PKI mounts: when one ends, all that it has signed end with it. */
export const pkiIssuer: ExpiryKind<'pki-issuer'> = {
  name: 'pki-issuer',
  words: { one: 'CA certificate', many: 'CA certificates' },
  async scan(scan) {
    await Promise.all(pkiMounts(scan).map((mount) => scanMount(scan, mount)));
  },
};

const IssuerAnswer = z.object({ data: z.object({ certificate: z.string() }) });

async function scanMount(scan: KindScan, mount: Mount): Promise<void> {
  const place = { cluster: scan.cluster.name, namespace: mount.namespace, mount: mount.path };
  scan.sink.looked('pki-issuer', place);
  try {
    const issuers = await listIssuers(scan, mount);
    await Promise.all(issuers.map((issuer) => scanIssuer(scan, mount, issuer)));
  } catch (error) {
    reportFailure(scan, place, '', error, 'list its issuers');
  }
}

async function scanIssuer(scan: KindScan, { namespace, path: mount }: Mount, issuer: Issuer): Promise<void> {
  const place = { cluster: scan.cluster.name, namespace, mount };
  try {
    const path = `${mount}issuer/${issuer.id}/json`;
    const { data } = await askJson(scan, { method: 'GET', path, namespace }, IssuerAnswer);
    const certificate = readOrUndefined(data.certificate);
    if (!certificate) {
      const problem = 'its certificate cannot be read';
      scan.sink.problem({ ...place, path: issuer.serial || issuer.id, reason: 'badAnswer', problem });
      return;
    }
    scan.sink.item({
      ...place,
      kind: 'pki-issuer',
      path: certificate.serial,
      name: issuer.name || certificate.commonName || issuer.id,
      expiresAtMs: certificate.expiresAtMs,
      renewedAtMs: certificate.startsAtMs,
      owner: undefined,
    });
  } catch (error) {
    reportFailure(scan, place, issuer.serial || issuer.id, error, 'read it');
  }
}

function readOrUndefined(pem: string): Certificate | undefined {
  try {
    return readCertificate(pem);
  } catch {
    return undefined;
  }
}
