import { expect, test } from 'vitest';
import { HealthConfig } from '../../../src/config/health.ts';
import type { ClusterView } from '../../../src/health/cluster-view.ts';
import { foreignNode } from '../../../src/health/rules/foreign-node.ts';
import { notInitialized } from '../../../src/health/rules/not-initialized.ts';
import { recoveryMode } from '../../../src/health/rules/recovery-mode.ts';
import type { ClusterRule } from '../../../src/health/rules/rule.ts';
import { tlsError } from '../../../src/health/rules/tls-error.ts';
import { unreachableNode } from '../../../src/health/rules/unreachable-node.ts';
import { clusterView, nodeView, sealed, silent, standby } from '../sample-view.ts';

const well = [nodeView('y', standby), nodeView('z')];

/** What a rule says, without the times: severity and text. */
function said(rule: ClusterRule, view: ClusterView): string[] | undefined {
  return rule.judge(view)?.map(({ severity, text }) => `${severity}: ${text}`);
}

test.each<[string, ClusterRule, Parameters<typeof nodeView>[1], string[]]>([
  ['empty', notInitialized, { initialized: false, sealed: true }, ['warning: a:8200 is not initialized']],
  ['sealed', notInitialized, sealed, []],
  [
    'in recovery',
    recoveryMode,
    { ...silent, reachable: true, failure: 'recovery' },
    ['warning: a:8200 is in recovery mode'],
  ],
  ['silent', recoveryMode, silent, []],
  [
    'silent',
    unreachableNode,
    silent,
    ['warning: a:8200 cannot be reached from bot-1: nobody listens there (connection refused)'],
  ],
  [
    'slow',
    unreachableNode,
    { ...silent, error: 'No answer within 2000 ms' },
    ['warning: a:8200 cannot be reached from bot-1: no answer within 2000 ms'],
  ],
  [
    'a web page',
    unreachableNode,
    {
      ...silent,
      reachable: true,
      failure: 'odd',
      error: 'Something answers there, but not as Vault does (HTTP 200)',
    },
    [
      'warning: a:8200 cannot be reached from bot-1: something answers there, but not as Vault does (HTTP 200)',
    ],
  ],
  ['expired', unreachableNode, { ...silent, failure: 'expired' }, []],
  [
    'of an unknown CA',
    tlsError,
    { ...silent, failure: 'unknownCa' },
    ['warning: a:8200 cannot be asked from bot-1: its TLS certificate is signed by an unknown CA'],
  ],
  [
    'of a wrong name',
    tlsError,
    { ...silent, failure: 'wrongName' },
    ['warning: a:8200 cannot be asked from bot-1: its TLS certificate is for another name'],
  ],
  [
    'expired',
    tlsError,
    { ...silent, failure: 'expired' },
    ['warning: a:8200 cannot be asked from bot-1: its TLS certificate has expired'],
  ],
  ['silent', tlsError, silent, []],
  ['well', unreachableNode, {}, []],
])('a node that is %s: %o', (_case, rule, look, expected) => {
  expect(said(rule, clusterView([nodeView('a', look), ...well]))).toEqual(expected);
});

test('a node is unreachable after as many looks as configured, without more waiting', () => {
  const settings = HealthConfig.parse({ unreachableLooks: 5 });
  const view = clusterView([nodeView('a', silent), ...well], { settings });
  expect(unreachableNode.judge(view)).toMatchObject([{ looks: 5, afterMs: 0 }]);
});

test.each([
  [
    'one of three',
    ['c-1', 'c-2', 'c-1'],
    ['warning: b:8200 belongs to another cluster than the other nodes'],
  ],
  ['each of two', ['c-1', 'c-2'], ['warning: The nodes belong to 2 different clusters']],
  ['none', ['c-1', 'c-1', undefined], []],
])('a node of another cluster: %s', (_case, ids, expected) => {
  const nodes = ids.map((clusterId, index) =>
    nodeView('abc'.charAt(index), clusterId === undefined ? { sealed: true } : { clusterId }),
  );
  if (ids.at(-1) === undefined) delete nodes.at(-1)?.look.clusterId;
  expect(said(foreignNode, clusterView(nodes))).toEqual(expected);
});
