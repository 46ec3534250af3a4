import { coerceError } from '../../lib/errors.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import type { ListenerCertificate } from '../../vault/listener-certificate.ts';
import type { ExpiryKind, KindScan } from '../kind.ts';
import { colonSerial } from '../pki/certificate.ts';

const timeoutMs = 5_000;
const atOnce = 8;

/** TLS certificates that the nodes' own listeners show, trusted or not. Needs no right in Vault. */
export const listenerCertificate: ExpiryKind<'listener-certificate'> = {
  name: 'listener-certificate',
  words: { one: 'listener certificate', many: 'listener certificates' },
  async scan(scan) {
    const shown = new Map<string, { certificate: ListenerCertificate; addresses: string[] }>();
    let unseen = 0;
    await inParallel(scan.cluster.nodes, atOnce, async (node) => {
      const certificate = await look(scan, node);
      if (certificate === 'unseen') unseen += 1;
      if (certificate === 'unseen' || !certificate) return;
      const known = shown.get(certificate.serialNumber);
      if (known) known.addresses.push(hostOf(node.address));
      else shown.set(certificate.serialNumber, { certificate, addresses: [hostOf(node.address)] });
    });
    for (const { certificate, addresses } of shown.values()) report(scan, certificate, addresses);
    // A certificate that no node shows any more is gone only when every node was seen.
    const place = { cluster: scan.cluster.name, namespace: '', mount: '' };
    if (unseen === 0) scan.sink.looked('listener-certificate', place);
  },
};

async function look(
  scan: KindScan,
  node: KindScan['cluster']['nodes'][number],
): Promise<ListenerCertificate | 'unseen' | undefined> {
  try {
    return await node.certificate(timeoutMs);
  } catch (error) {
    const problem = `its certificate cannot be seen: ${coerceError(error).message}`;
    const place = { cluster: scan.cluster.name, namespace: '', mount: '', path: node.address };
    scan.sink.problem({ ...place, reason: 'unreachable', problem });
    return 'unseen';
  }
}

function report({ cluster, sink }: KindScan, certificate: ListenerCertificate, addresses: string[]): void {
  const { commonName, serialNumber, notBefore, notAfter } = certificate;
  sink.item({
    cluster: cluster.name,
    namespace: '',
    kind: 'listener-certificate',
    mount: '',
    path: colonSerial(serialNumber),
    name: commonName || (addresses[0] ?? ''),
    expiresAtMs: notAfter.getTime(),
    renewedAtMs: notBefore.getTime(),
    owner: undefined,
    note: `shown by ${addresses.sort().join(', ')}`,
  });
}

function hostOf(address: string): string {
  return new URL(address).host;
}
