import { expect, test } from 'vitest';
import type { ClusterFacts, HaNode, RaftServer } from '../../../src/health/cluster-facts.ts';
import type { ClusterView } from '../../../src/health/cluster-view.ts';
import { lostNode } from '../../../src/health/rules/lost-node.ts';
import { raftUnhealthy } from '../../../src/health/rules/raft-unhealthy.ts';
import { unwatchedNode } from '../../../src/health/rules/unwatched-node.ts';
import { at, nodeView, standby } from '../sample-view.ts';
import { oneSealed, said, three } from './said.ts';

function server(name: string, more: Partial<RaftServer> = {}): RaftServer {
  const well = { isAlive: true, isHealthy: true, isVoter: true, behind: 0 };
  return { id: name, address: `${name}:8201`, ...well, ...more };
}

function haNode(name: string, more: Partial<HaNode> = {}): HaNode {
  return {
    hostname: name,
    apiAddress: `https://${name}:8200`,
    clusterAddress: `https://${name}:8201`,
    isActive: name === 'a',
    lastEchoAt: name === 'a' ? undefined : new Date(at.getTime() - 2_000),
    ...more,
  };
}

const servers = ['a', 'b', 'c'].map((name) => server(name));
const voters = ['a', 'b', 'c'];
const raft = { isHealthy: true, failureTolerance: 1, voters, servers };
const haNodes = ['a', 'b', 'c'].map((name) => haNode(name));

test.each<[string, unknown, Partial<ClusterFacts>, Partial<ClusterView>?]>([
  ['well', [], { raft }],
  ['not on raft', undefined, {}],
  [
    'unhealthy',
    [['', 'warning', 'Raft: autopilot says that it is not healthy, no server may fail']],
    { raft: { ...raft, isHealthy: false, failureTolerance: 0 } },
  ],
  [
    'while a node is sealed',
    undefined,
    { raft: { ...raft, isHealthy: false, failureTolerance: 0 } },
    { nodes: oneSealed },
  ],
  [
    'one without a vote',
    [['', 'warning', 'Raft: 2 of 3 servers have a vote']],
    { raft: { ...raft, voters: ['a', 'b'] } },
  ],
  [
    'one with a vote',
    [['', 'warning', 'Raft: no server may fail, 1 of 3 servers has a vote']],
    { raft: { ...raft, failureTolerance: 0, voters: ['a'] } },
  ],
  [
    'one server gone',
    [['', 'warning', 'Raft: 2 servers for 3 configured nodes']],
    { raft: { ...raft, servers: servers.slice(1), voters: voters.slice(1) } },
  ],
  [
    'a cluster of one',
    [],
    { raft: { isHealthy: true, failureTolerance: 0, voters: ['a'], servers: [server('a')] } },
    { nodes: [nodeView('a')] },
  ],
])('raft: %s', (_case, expected, told, view) => {
  expect(said(raftUnhealthy, told, view)).toEqual(expected);
});

const b = 'https://b:8200';
const stale = haNode('b', { lastEchoAt: new Date(at.getTime() - 40_000) });

test.each<[string, unknown, Partial<ClusterFacts>, Partial<ClusterView>?]>([
  ['all well', [], { raft, haNodes }],
  ['nothing known', undefined, {}],
  [
    'one has left',
    [[b, 'warning', 'b:8200 has left raft storage']],
    { haNodes, raft: { ...raft, servers: [server('a'), server('b', { isAlive: false })] } },
  ],
  [
    'one is unhealthy',
    [[b, 'warning', 'b:8200 is not healthy in raft storage']],
    { haNodes, raft: { ...raft, servers: [server('b', { isHealthy: false })] } },
  ],
  [
    'one lags',
    [[b, 'warning', 'b:8200 is over 5000 entries behind in raft storage']],
    { haNodes, raft: { ...raft, servers: [server('b', { behind: 9_000 })] } },
  ],
  [
    'one is silent to the active node',
    [[b, 'warning', 'b:8200 has not reported to the active node for over 30 seconds']],
    { haNodes: [haNode('a'), stale] },
  ],
  [
    'one is sealed, which has its own rule',
    [],
    {
      haNodes: [haNode('a'), haNode('c', { lastEchoAt: new Date(0) })],
      raft: { ...raft, servers: [server('c', { isHealthy: false })] },
    },
    { nodes: oneSealed },
  ],
  [
    'all have the load balancer’s address, and one is sealed',
    [],
    {
      haNodes: [haNode('a', { apiAddress: 'https://lb' })],
      raft: { ...raft, servers: [server('c', { isHealthy: false })] },
    },
    { nodes: oneSealed },
  ],
  [
    'all have the load balancer’s address',
    [['https://b:8201', 'warning', 'b has left raft storage']],
    {
      haNodes: [haNode('a', { apiAddress: 'https://lb' })],
      raft: { ...raft, servers: [server('b', { isAlive: false })] },
    },
  ],
])('lost node: %s', (_case, expected, told, view) => {
  expect(said(lostNode, told, view)).toEqual(expected);
});

test('echoes are as old as the active node’s clock says', () => {
  const ahead = [nodeView('a', { clockOffsetSeconds: 60 }), nodeView('b', standby)];
  const echoed = new Date(at.getTime() + 58_000);
  const told = { haNodes: [haNode('a'), haNode('b', { lastEchoAt: echoed })] };
  expect(said(lostNode, told, { nodes: ahead })).toEqual([]);
});

test.each<[string, unknown, HaNode[], Partial<ClusterView>?]>([
  ['all', [], haNodes],
  [
    'one is missing',
    [['', 'info', 'The cluster has 3 nodes, and 2 are watched: https://c:8200 is missing']],
    haNodes,
    { nodes: three.slice(0, 2) },
  ],
  [
    'all behind one address',
    [['', 'info', 'The cluster has 3 nodes, and 1 is watched']],
    haNodes.map((node) => ({ ...node, apiAddress: 'https://lb' })),
    { nodes: [nodeView('lb')] },
  ],
  [
    'all behind one address, each watched',
    [],
    haNodes.map((node) => ({ ...node, apiAddress: 'https://lb' })),
  ],
  ['a sealed one vanishes from the list', [], haNodes.slice(0, 2), { nodes: oneSealed }],
])('unwatched nodes: %s', (_case, expected, told, view) => {
  expect(said(unwatchedNode, { haNodes: told }, view)).toEqual(expected);
});
