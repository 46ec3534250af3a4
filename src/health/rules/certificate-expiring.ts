import { dayMs, describeSpan } from '../../lib/times.ts';
import { type ClusterView, hostOf } from '../cluster-view.ts';
import type { CertificateFact } from '../slow-facts.ts';
import { defineRule, type Finding } from './rule.ts';

/** Connections that are kept go on with the old certificate: only a new one shows that it has ended. */
export const certificateExpiring = defineRule({
  rule: 'certificate-expiring',
  title: 'Certificate of a node ends soon',
  meaning: 'When it has ended, nobody who checks certificates can connect to the node any more.',
  nextStep: 'Put a new certificate in place and have the server read it again (SIGHUP).',
  command: 'bao status -address={node}',
  basis: 'slow',
  judge: (view) =>
    view.slow?.certificates?.flatMap((certificate): Finding[] => {
      const { address, notAfter } = certificate;
      const severity = severityOf(view, certificate);
      if (!severity) return [];
      const leftMs = notAfter.getTime() - view.now.getTime();
      const end = leftMs > 0 ? `ends in ${describeSpan(leftMs)}` : `ended ${describeSpan(leftMs)} ago`;
      return [{ node: address, severity, text: `The certificate that ${hostOf(address)} shows ${end}` }];
    }),
});

/** Certificates that live for days are renewed by machines, shortly before their end. */
function severityOf(
  { now, settings: { certificateDays } }: ClusterView,
  { notBefore, notAfter }: CertificateFact,
): 'critical' | 'warning' | undefined {
  const lifeMs = notAfter.getTime() - notBefore.getTime();
  const leftMs = notAfter.getTime() - now.getTime();
  if (leftMs < Math.min(certificateDays.critical * dayMs, lifeMs / 10)) return 'critical';
  return leftMs < Math.min(certificateDays.warning * dayMs, lifeMs / 4) ? 'warning' : undefined;
}
