import { expect, test } from 'vitest';
import type { ClusterFacts } from '../../../src/health/cluster-facts.ts';
import type { ClusterView } from '../../../src/health/cluster-view.ts';
import { auditBlocked } from '../../../src/health/rules/audit-blocked.ts';
import { auditMissing } from '../../../src/health/rules/audit-missing.ts';
import { clockSkew } from '../../../src/health/rules/clock-skew.ts';
import { lockedNamespace } from '../../../src/health/rules/locked-namespace.ts';
import { loginRefused } from '../../../src/health/rules/login-refused.ts';
import { rootGeneration } from '../../../src/health/rules/root-generation.ts';
import { sealedNamespace } from '../../../src/health/rules/sealed-namespace.ts';
import { versionSkew } from '../../../src/health/rules/version-skew.ts';
import { nodeView, silent, standby } from '../sample-view.ts';
import { said } from './said.ts';

const b = 'https://b:8200';

function clocks(...offsets: (number | undefined)[]): Partial<ClusterView> {
  return {
    nodes: offsets.map((offset, index) =>
      nodeView('abcd'.charAt(index), offset === undefined ? silent : { clockOffsetSeconds: offset }),
    ),
  };
}

test.each<[string, unknown, (number | undefined)[]]>([
  ['agree', [], [0, 1, -1]],
  ['one is ahead', [[b, 'warning', 'The clock of b:8200 is at least 1 minute ahead']], [0, 61, -1]],
  ['ours is wrong', [], [100, 101, 100]],
  [
    'the only one differs',
    [['https://a:8200', 'warning', 'The clock of a:8200 is at least 30 seconds behind']],
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
  [
    'gets no answer',
    [['https://a:8200', 'critical', blocked.replace('fails', 'gets no answer in time')]],
    { kind: 'late', said: 'No answer within 5000 ms' },
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
  for (const kind of ['unreachable', 'late'] as const)
    expect(said(loginRefused, { login: { kind, said: '' } })).toBeUndefined();
});
