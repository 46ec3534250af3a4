import { z } from 'zod';
import type { Mount } from '../../core/inventory/inventory.ts';
import { VaultError } from '../../vault/vault-error.ts';
import { askJson, askList, isDenied, reportFailure } from '../ask.ts';
import { createDeadlineReader } from '../deadline.ts';
import type { DatedItem, ProblemPlace } from '../finding.ts';
import type { ExpiryKind, KindScan } from '../kind.ts';
import { groupOf, readCertificate } from '../pki/certificate.ts';
import { listIssuers, pkiMounts } from '../pki/issuers.ts';
import { isNothingThere } from '../scan-failure.ts';

/**
 * Certificates that PKI mounts have issued and kept. OpenBao lists them with their dates; on Vault each is read once
 * and remembered, since a certificate never changes. Revoked ones have ended, whatever they say: who is revoked is
 * asked at each scan.
 */
export const pkiCertificate: ExpiryKind = {
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
    if ((await scan.cluster.vault.serverKind()) !== 'openbao' || !(await scanDetailed(scan, place, others)))
      await scanEach(scan, place, others);
  } catch (error) {
    if (isDenied(error)) scan.sink.skipped({ ...place, kind: 'pki-certificate' });
    else reportFailure(scan, place, '', error, 'list its certificates');
  }
}

const DetailedCertificate = z.object({
  common_name: z.string().nullish(),
  dns_names: z.array(z.string()).nullish(),
  issuer: z.string().nullish(),
  not_before: z.string(),
  not_after: z.string(),
});

/** Each certificate by itself, so that a broken one costs itself only. */
const DetailedList = z.object({
  data: z.object({ keys: z.array(z.string()), key_info: z.record(z.string(), z.unknown()).nullish() }),
});

const certificatesAtOnce = 5_000;
const read = createDeadlineReader('UTC');

/** False where the server does not list details. */
async function scanDetailed(
  scan: KindScan,
  place: ProblemPlace,
  others: ReadonlySet<string>,
): Promise<boolean> {
  const path = `${place.mount}certs/detailed`;
  let after: string | undefined;
  do {
    const query = { limit: certificatesAtOnce, ...(after === undefined ? {} : { after }) };
    const page = await askPage(scan, { method: 'LIST', path, namespace: place.namespace, query });
    if (page === 'unsupported') return false;
    for (const serial of page.keys)
      if (!others.has(serial)) noteDetailed(scan, place, serial, page.key_info?.[serial]);
    after = page.keys.length < certificatesAtOnce ? undefined : page.keys.at(-1);
  } while (after !== undefined);
  return true;
}

async function askPage(
  scan: KindScan,
  request: Parameters<typeof askJson>[1],
): Promise<z.infer<typeof DetailedList>['data'] | 'unsupported'> {
  try {
    return (await askJson(scan, { ...request, timeoutMs: 60_000 }, DetailedList)).data;
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    if (isNothingThere(error)) return { keys: [] };
    if (error.failure === 'denied' || error.failure === 'notFound') return 'unsupported';
    throw error;
  }
}

function noteDetailed(scan: KindScan, place: ProblemPlace, serial: string, record: unknown): void {
  const parsed = DetailedCertificate.safeParse(record);
  const end = read(parsed.data?.not_after);
  const start = read(parsed.data?.not_before);
  if (!parsed.success || end.state !== 'set') {
    scan.sink.problem({ ...place, path: serial, reason: 'badAnswer', problem: 'its dates cannot be read' });
    return;
  }
  const { common_name: commonName, dns_names: names, issuer } = parsed.data;
  scan.sink.item({
    ...place,
    kind: 'pki-certificate',
    path: serial,
    name: commonName || names?.[0] || serial,
    expiresAtMs: end.atMs,
    renewedAtMs: start.state === 'set' ? start.atMs : undefined,
    owner: undefined,
    group: groupOf(issuer ?? '', commonName ?? '', names ?? []),
  });
}

async function scanEach(scan: KindScan, place: ProblemPlace, others: ReadonlySet<string>): Promise<void> {
  const serials = await askList(scan, place.namespace, `${place.mount}certs`);
  const known = scan.known('pki-certificate', place);
  await Promise.all(
    serials
      .filter((serial) => !others.has(serial))
      .map((serial) => {
        const item = known.get(serial);
        return item ? noteKnown(scan, item) : scanCertificate(scan, place, serial);
      }),
  );
}

function noteKnown({ sink }: KindScan, item: DatedItem): void {
  sink.item({ ...item, owner: undefined });
}

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
