import { type ClusterView, hostOf, wordList } from '../cluster-view.ts';
import { defineRule, type Finding } from './rule.ts';

const lately = 'in the last quarter of an hour';

/**
 * Each node writes its own audit log: a device may work on one and not on another. Where no device takes an entry its
 * request is refused, on that node alone. Failures of one among several devices are counted by HashiCorp Vault only.
 */
export const auditDeviceFailing = defineRule({
  rule: 'audit-device-failing',
  title: 'Audit log cannot be written',
  meaning:
    'A node refuses each request that none of its audit devices takes. Where another device takes it, users notice nothing, and the failing log has gaps.',
  nextStep: 'Look for a full or read-only disk under the audit log on the named nodes.',
  command: 'df -h',
  basis: 'slow',
  judge: (view) => {
    const metrics = view.slow?.metrics;
    if (!metrics) return undefined;
    const { auditRefusals, auditGaps } = metrics;
    const onlyGaps = auditGaps.filter((instance) => !auditRefusals.includes(instance));
    return [
      ...perNode(view, auditRefusals, (names) => ({
        severity: 'critical',
        text: `Requests were refused on ${names} ${lately}: no audit device took their entries`,
      })),
      ...perNode(view, onlyGaps, (names) => ({
        severity: 'warning',
        text: `An audit device did not take every entry on ${names} ${lately}`,
      })),
    ];
  },
});

/** One finding for each node, and one for all whose name in the metrics is nobody's address. */
function perNode(
  { nodes }: ClusterView,
  instances: readonly string[],
  say: (names: string) => Finding,
): Finding[] {
  const isKnown = (instance: string) => nodes.some(({ address }) => hostOf(address) === instance);
  const unknown = instances.filter((instance) => !isKnown(instance));
  const known = nodes
    .filter(({ address }) => instances.includes(hostOf(address)))
    .map(({ address }) => ({ ...say(hostOf(address)), node: address }));
  return unknown.length === 0 ? known : [...known, say(wordList(unknown))];
}
