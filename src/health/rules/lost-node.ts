import { minuteMs, secondMs } from '../../lib/times.ts';
import type { HaNode, RaftServer } from '../cluster-facts.ts';
import { type ClusterView, hostOf } from '../cluster-view.ts';
import { defineRule, type Finding } from './rule.ts';

/** Standby nodes report to the active one every few seconds. */
const oldestEchoMs = 30 * secondMs;
/** So many entries behind, a server loads a snapshot instead of catching up (`trailing_logs` is 10,000). */
const mostBehind = 5_000;

/**
 * What the active node knows of the others. A node that is sealed or silent has its own rule; this one is for those
 * that answer us and yet do not keep up, and for those we do not watch. Only checks: `sys/ha-status` leaves out sealed
 * nodes and may give the load balancer's address for all, so nobody is forgotten by absence.
 */
export const lostNode = defineRule({
  rule: 'lost-node',
  title: 'Node lags behind',
  meaning: 'A node has lost touch with the active one. It may answer from old data, and it cannot take over.',
  nextStep:
    'Look at the network between the two on the cluster port (8201), at the disk, and at the node’s log.',
  command: 'bao operator raft autopilot state',
  basis: 'cluster',
  judge: (view) => {
    const { facts } = view;
    if (!facts || (!facts.haNodes && !facts.raft)) return undefined;
    const haNodes = facts.haNodes ?? [];
    const lost = [
      ...(facts.raft?.servers ?? []).flatMap((server) => {
        const reason = whyLost(server);
        return reason === undefined ? [] : [{ ...nodeOf(view, server, haNodes), reason }];
      }),
      ...haNodes.flatMap((node) => {
        const reason = whyStale(view, node);
        return reason === undefined
          ? []
          : [{ ...configured(view, node.apiAddress, node.clusterAddress), reason }];
      }),
    ];
    const byName = new Map(lost.filter(({ isExplained }) => !isExplained).map((one) => [one.name, one]));
    return [...byName.values()].map(
      ({ node, name, reason }): Finding => ({
        ...(node === undefined ? {} : { node }),
        severity: 'warning',
        afterMs: minuteMs,
        text: `${name} ${reason}`,
      }),
    );
  },
});

/** Without how long and how far: that grows, and each new text is an edit of the message. */
function whyLost({ isAlive, isHealthy, behind }: RaftServer): string | undefined {
  if (!isAlive) return 'has left raft storage';
  if (!isHealthy) return 'is not healthy in raft storage';
  return behind > mostBehind ? `is over ${mostBehind} entries behind in raft storage` : undefined;
}

/** By the active node's clock, which is not ours. */
function whyStale({ now, nodes }: ClusterView, { isActive, lastEchoAt }: HaNode): string | undefined {
  if (isActive || !lastEchoAt) return undefined;
  const offsetSeconds = nodes.find(({ look }) => look.standby === false)?.look.clockOffsetSeconds ?? 0;
  const ageMs = now.getTime() + offsetSeconds * 1000 - lastEchoAt.getTime();
  return ageMs > oldestEchoMs
    ? `has not reported to the active node for over ${oldestEchoMs / secondMs} seconds`
    : undefined;
}

interface Named {
  /** The address that is configured, where it can be told. */
  node: string | undefined;
  name: string;
  isExplained: boolean;
}

function nodeOf(view: ClusterView, { address, id }: RaftServer, haNodes: readonly HaNode[]): Named {
  const same = haNodes.find(({ clusterAddress }) => hostOf(clusterAddress) === address);
  return configured(view, same?.apiAddress, `https://${address}`, id);
}

/** A node that is down is known by its own rule; where names cannot be matched, as many are taken to be known. */
function configured(
  view: ClusterView,
  apiAddress: string | undefined,
  clusterAddress: string,
  id?: string,
): Named {
  const matched = view.nodes.find(({ address }) => address === apiAddress);
  if (matched)
    return {
      node: matched.address,
      name: hostOf(matched.address),
      isExplained: matched.look.sealed !== false,
    };
  const isSomeNodeDown = view.nodes.some(({ look }) => look.sealed !== false);
  return { node: clusterAddress, name: id ?? hostOf(clusterAddress), isExplained: isSomeNodeDown };
}
