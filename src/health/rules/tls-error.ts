import type { NodeFailure } from '../../vault/node-probe.ts';
import { hostOf, type NodeView } from '../cluster-view.ts';
import { affectedNodes } from './affected-nodes.ts';
import { defineRule } from './rule.ts';

const reasons: Readonly<Partial<Record<NodeFailure, string>>> = {
  unknownCa: 'its TLS certificate is signed by an unknown CA',
  wrongName: 'its TLS certificate is for another name',
  expired: 'its TLS certificate has expired',
  tls: 'TLS could not be agreed upon',
};

/** The node answers, but nobody who checks certificates can talk to it. */
export const tlsError = defineRule({
  rule: 'tls-error',
  title: 'TLS does not work',
  meaning: 'Whoever checks the node’s certificate, as every client should, gets no connection to it.',
  nextStep: 'Look at the certificate that the listener shows, renew it, and reload the server (SIGHUP).',
  command: 'curl -v {node}/v1/sys/seal-status',
  basis: 'nodes',
  judgesSilentNodes: true,
  judge: (view) =>
    affectedNodes(
      view,
      view.nodes.filter(({ look }) => look.failure !== undefined && look.failure in reasons),
      (node) => `${hostOf(node.address)} cannot be asked from ${view.host}: ${reasonOf(node)}`,
      { looks: view.settings.unreachableLooks, waits: false },
    ),
});

function reasonOf({ look: { failure } }: NodeView): string {
  return (failure && reasons[failure]) ?? 'TLS could not be agreed upon';
}
