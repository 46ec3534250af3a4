import { coerceError } from '../lib/errors.ts';
import { dayMs, describeSpan } from '../lib/times.ts';
import type { NodeProbe } from '../vault/node-probe.ts';
import type { Check, CheckContext, Finding } from './check.ts';

const soonMs = 30 * dayMs;
const timeoutMs = 2_000;

/** The TLS certificate of every node: trusted from here, and not about to run out. */
export const checkCertificates: Check = {
  name: 'TLS',
  applies: ({ clusters }) => nodesOf(clusters).length > 0,
  run: (context) => Promise.all(nodesOf(context.ports.clusters).map((node) => lookAt(node, context))),
};

function nodesOf(clusters: CheckContext['ports']['clusters']): NodeProbe[] {
  return clusters.flatMap((cluster) => cluster.nodes).filter((node) => node.address.startsWith('https:'));
}

async function lookAt(node: NodeProbe, { now }: CheckContext): Promise<Finding> {
  const name = `TLS of ${node.address}`;
  try {
    const certificate = await node.certificate(timeoutMs);
    if (!certificate) return { name, ok: true, detail: 'No TLS' };
    const leftMs = certificate.notAfter.getTime() - now.getTime();
    if (certificate.distrust !== undefined)
      return { name, ok: false, detail: `Not trusted from here: ${certificate.distrust}` };
    const ok = leftMs > soonMs;
    return {
      name,
      ok,
      detail: `${certificate.commonName}, from ${certificate.issuer}, ends in ${describeSpan(leftMs)}`,
      ...(ok ? {} : { fix: 'Renew the listener’s certificate and reload the server (SIGHUP).' }),
    };
  } catch (thrown) {
    return { name, ok: false, detail: `No TLS connection: ${coerceError(thrown).message}` };
  }
}
