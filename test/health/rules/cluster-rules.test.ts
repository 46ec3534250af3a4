import { expect, test } from 'vitest';
import type { ClusterFacts, HaNode, RaftServer } from '../../../src/health/cluster-facts.ts';
import type { ClusterView } from '../../../src/health/cluster-view.ts';
import { auditBlocked } from '../../../src/health/rules/audit-blocked.ts';
import { auditMissing } from '../../../src/health/rules/audit-missing.ts';
import { clockSkew } from '../../../src/health/rules/clock-skew.ts';
import { lockedNamespace } from '../../../src/health/rules/locked-namespace.ts';
import { loginRefused } from '../../../src/health/rules/login-refused.ts';
import { lostNode } from '../../../src/health/rules/lost-node.ts';
import { raftUnhealthy } from '../../../src/health/rules/raft-unhealthy.ts';
import { rootGeneration } from '../../../src/health/rules/root-generation.ts';
import type { ClusterRule } from '../../../src/health/rules/rule.ts';
import { sealedNamespace } from '../../../src/health/rules/sealed-namespace.ts';
import { unwatchedNode } from '../../../src/health/rules/unwatched-node.ts';
import { versionSkew } from '../../../src/health/rules/version-skew.ts';
import { at, clusterView, facts, nodeView, sealed, silent, standby } from '../sample-view.ts';

const three = [nodeView('a'), nodeView('b', standby), nodeView('c', standby)];
const oneSealed = [nodeView('a'), nodeView('b', standby), nodeView('c', sealed)];

function said(rule: ClusterRule, told: Partial<ClusterFacts>, view: Partial<ClusterView> = {}): unknown {
  const seen = clusterView(view.nodes ?? three, { facts: { ...facts, ...told }, ...view });
  return rule
    .judge(seen)
    ?.map(({ node, namespace, severity, text }) => [node ?? namespace ?? '', severity, text]);
}

function server(name: string, more: Partial<RaftServer> = {}): RaftServer {
  const well = { isAlive: true, isHealthy: true, isVoter: true, behind: 0, lastContact: '1s' };
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
    [[b, 'warning', 'b:8200 is not healthy in raft storage, last heard of 2m3s ago']],
    { haNodes, raft: { ...raft, servers: [server('b', { isHealthy: false, lastContact: '2m3s' })] } },
  ],
  [
    'one lags',
    [[b, 'warning', 'b:8200 is 9000 entries behind in raft storage']],
    { haNodes, raft: { ...raft, servers: [server('b', { behind: 9_000 })] } },
  ],
  [
    'one is silent to the active node',
    [[b, 'warning', 'b:8200 has not reported to the active node for 40 seconds']],
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

function clocks(...offsets: (number | undefined)[]): Partial<ClusterView> {
  return {
    nodes: offsets.map((offset, index) =>
      nodeView('abcd'.charAt(index), offset === undefined ? silent : { clockOffsetSeconds: offset }),
    ),
  };
}

test.each<[string, unknown, (number | undefined)[]]>([
  ['agree', [], [0, 1, -1]],
  ['one is ahead', [[b, 'warning', 'The clock of b:8200 is 61 seconds ahead']], [0, 61, -1]],
  ['ours is wrong', [], [100, 101, 100]],
  [
    'the only one differs',
    [['https://a:8200', 'warning', 'The clock of a:8200 is 30 seconds behind']],
    [-30],
  ],
  ['nobody says', undefined, [undefined]],
])('clocks: %s', (_case, expected, offsets) => {
  expect(said(clockSkew, {}, clocks(...offsets))).toEqual(expected);
});

test('version skew names who runs what, and takes no silent node into account', () => {
  const nodes = [
    nodeView('a', { version: '2.7.2' }),
    nodeView('b', { version: '2.6.0' }),
    nodeView('c', silent),
  ];
  expect(said(versionSkew, {}, { nodes })).toEqual([
    ['', 'info', 'Versions differ for more than an hour: 2.7.2 on a:8200; 2.6.0 on b:8200'],
  ]);
  expect(said(versionSkew, {}, { nodes: [nodeView('a'), nodeView('c', silent)] })).toEqual([]);
});

test('namespaces that are sealed or locked', () => {
  const namespaces = [
    { path: 'a/', isLocked: false, seal: { isSealed: true, given: 1, needed: 3 } },
    { path: 'b/', isLocked: true, seal: undefined },
    { path: 'c/', isLocked: false, seal: { isSealed: false, given: 0, needed: 3 } },
  ];
  expect(said(sealedNamespace, { namespaces })).toEqual([
    ['a/', 'critical', 'The namespace a/ is sealed, 1 of 3 unseal keys given'],
  ]);
  expect(said(lockedNamespace, { namespaces })).toEqual([['b/', 'warning', 'The namespace b/ is locked']]);
  expect(said(sealedNamespace, {})).toBeUndefined();
  expect(said(lockedNamespace, {})).toBeUndefined();
});

test('key holders at work', () => {
  const ceremonies = [
    { kind: 'root token', given: 1, needed: 3 },
    { kind: 'rekey', given: 0, needed: 3 },
  ] as const;
  expect(said(rootGeneration, { ceremonies })).toEqual([
    [
      '',
      'warning',
      'A root token is being generated, 1 of 3 keys given; The unseal keys are being replaced, 0 of 3 keys given',
    ],
  ]);
  expect(said(rootGeneration, {})).toEqual([]);
});

test.each<[string, unknown, readonly string[] | undefined, readonly string[]]>([
  ['there', [], ['main/'], []],
  ['not to be seen', undefined, undefined, ['main/']],
  ['none', [['', 'warning', 'No audit device is enabled']], [], ['main/']],
  ['gone', [['', 'warning', 'The audit device syslog/ is gone']], ['main/'], ['syslog/']],
])('audit devices: %s', (_case, expected, auditDevices, lostAuditDevices) => {
  expect(said(auditMissing, { auditDevices }, { lostAuditDevices })).toEqual(expected);
});

const blocked =
  'Looking up the bot’s own token fails, though the active node is unsealed: audit or storage is blocked';

test.each<[string, unknown, ClusterFacts['login'], Partial<ClusterView>?]>([
  ['works', [], undefined],
  ['is blocked', [['https://a:8200', 'critical', blocked]], { kind: 'blocked', said: 'HTTP 500' }],
  [
    'is blocked, and no node is active',
    [],
    { kind: 'blocked', said: 'HTTP 500' },
    { nodes: [nodeView('a', standby)] },
  ],
  ['is refused', [], { kind: 'refused', said: 'HTTP 403' }],
  ['does not get there', undefined, { kind: 'unreachable', said: 'no way' }],
])('a plain request that %s', (_case, expected, login, view) => {
  expect(said(auditBlocked, { login }, view)).toEqual(expected);
});

test('a refused login is told', () => {
  expect(said(loginRefused, { login: { kind: 'refused', said: '' } })).toEqual([
    ['', 'warning', 'The bot’s login is refused'],
  ]);
  expect(said(loginRefused, {})).toEqual([]);
  expect(said(loginRefused, { login: { kind: 'unreachable', said: '' } })).toBeUndefined();
});
