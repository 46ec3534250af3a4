import { HealthConfig } from '../../src/config/health.ts';
import type { ClusterFacts } from '../../src/health/cluster-facts.ts';
import type { ClusterView, NodeView } from '../../src/health/cluster-view.ts';
import type { NodeLook } from '../../src/vault/node-probe.ts';

export const at = new Date('2026-11-22T09:00:00Z');

/** A node as it answers, active unless said otherwise. */
export function nodeView(
  name: string,
  look: Partial<NodeLook> = {},
  more: Partial<Omit<NodeView, 'look'>> = {},
): NodeView {
  const address = `https://${name}:8200`;
  return {
    address,
    look: {
      address,
      reachable: true,
      initialized: true,
      sealed: false,
      standby: false,
      version: '2.7.2',
      clusterId: 'c-1',
      ...look,
    },
    lastRole: undefined,
    leader: undefined,
    ...more,
  };
}

export const standby: Partial<NodeLook> = { standby: true };
export const sealed: Partial<NodeLook> = { sealed: true, standby: true };
export const silent: Partial<NodeLook> = {
  reachable: false,
  initialized: null,
  sealed: null,
  standby: null,
  version: null,
  failure: 'silent',
  error: 'No answer: nobody listens there (connection refused)',
};

/** What a look with the token tells when all is well; not on raft. */
export const facts: ClusterFacts = {
  login: undefined,
  haNodes: undefined,
  raft: undefined,
  auditDevices: ['main/'],
  ceremonies: [],
  namespaces: undefined,
};

/** A cluster called prod, seen from the host bot-1. */
export function clusterView(nodes: readonly NodeView[], more: Partial<ClusterView> = {}): ClusterView {
  return {
    name: 'prod',
    now: at,
    host: 'bot-1',
    settings: HealthConfig.parse({}),
    nodes,
    leaderChanges: [],
    facts: undefined,
    lostAuditDevices: [],
    slow: undefined,
    ...more,
  };
}
