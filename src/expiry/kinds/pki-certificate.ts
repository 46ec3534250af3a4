import { setImmediate as letOthers } from 'node:timers/promises';
import { z } from 'zod';
import type { Mount } from '../../core/inventory/inventory.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import { askJson, askList, isDenied, reportFailure } from '../ask.ts';
import type { ProblemPlace } from '../finding.ts';
import type { ExpiryKind, KindScan } from '../kind.ts';
import { readCertificate } from '../pki/certificate.ts';
import { listIssuers, pkiMounts } from '../pki/issuers.ts';
import { piecesAtOnce } from '../scan-gate.ts';

/**
 * Certificates that PKI mounts have issued and kept. Each is read once and remembered, since a certificate never
 * changes. OpenBao also lists them with their dates, but with five of their DNS names at most and no other names:
 * that does not tell whether a newer one takes the place of an older one. Revoked ones have ended, whatever they say:
 * who is revoked is asked at each scan.
 */
export const pkiCertificate: ExpiryKind<'pki-certificate'> = {
  name: 'pki-certificate',
  words: { one: 'certificate', many: 'certificates' },
  async scan(scan) {
    await Promise.all(pkiMounts(scan).map((mount) => scanMount(scan, mount)));
  },
};

async function scanMount(scan: KindScan, mount: Mount): Promise<void> {
  const place = { cluster: scan.cluster.name, namespace: mount.namespace, mount: mount.path };
  scan.sink.looked('pki-certificate', place);
  // Without the issuers nobody knows which are certificates of authorities. Their kind tells why.
  const issuers = await listIssuers(scan, mount).catch(() => undefined);
  if (!issuers) return;
  try {
    const others = new Set(issuers.map(({ serial }) => serial));
    const revoked = await askList(scan, place.namespace, `${place.mount}certs/revoked`);
    for (const serial of revoked) others.add(serial);
    await scanEach(scan, place, others);
  } catch (error) {
    if (isDenied(error)) scan.sink.skipped({ ...place, kind: 'pki-certificate' });
    else reportFailure(scan, place, '', error, 'list its certificates');
  }
}

async function scanEach(scan: KindScan, place: ProblemPlace, others: ReadonlySet<string>): Promise<void> {
  const serials = await askList(scan, place.namespace, `${place.mount}certs`);
  const known = await scan.known('pki-certificate', place);
  const fresh: string[] = [];
  for (const [at, serial] of serials.entries()) {
    if (at % listedAtOnce === listedAtOnce - 1) await letOthers();
    if (others.has(serial)) continue;
    const item = known.get(serial);
    if (item) scan.sink.item({ ...item, owner: undefined });
    else fresh.push(serial);
  }
  await inParallel(fresh, piecesAtOnce, (serial) => scanCertificate(scan, place, serial));
}

/** Serial numbers between which others get their turn. */
const listedAtOnce = 2_000;

const CertificateAnswer = z.object({ data: z.object({ certificate: z.string() }) });

async function scanCertificate(scan: KindScan, place: ProblemPlace, serial: string): Promise<void> {
  let pem: string;
  try {
    const request = {
      method: 'GET',
      path: `${place.mount}cert/${serial}`,
      namespace: place.namespace,
    } as const;
    pem = (await askJson(scan, request, CertificateAnswer)).data.certificate;
  } catch (error) {
    reportFailure(scan, place, serial, error, 'read it');
    return;
  }
  try {
    const { commonName, group, startsAtMs, expiresAtMs } = readCertificate(pem);
    scan.sink.item({
      ...place,
      kind: 'pki-certificate',
      path: serial,
      name: commonName || serial,
      expiresAtMs,
      renewedAtMs: startsAtMs,
      owner: undefined,
      group,
    });
  } catch {
    scan.sink.problem({ ...place, path: serial, reason: 'badAnswer', problem: 'it cannot be read' });
  }
}
