import { expect, test } from 'vitest';
import { sealedNode } from '../../../src/health/rules/sealed-node.ts';
import { clusterView, nodeView, sealed, silent, standby } from '../sample-view.ts';

const minor = { severity: 'warning', afterMs: 60_000, looks: 1 };
const grave = { severity: 'critical', afterMs: 0, looks: 1 };

test('one sealed standby node of three is a warning that waits a minute', () => {
  const view = clusterView([
    nodeView('a'),
    nodeView('b', sealed, { lastRole: 'standby' }),
    nodeView('c', standby),
  ]);
  expect(sealedNode.judge(view)).toEqual([{ ...minor, node: 'https://b:8200', text: 'b:8200 is sealed' }]);
});

test.each([
  [
    'that was active',
    [nodeView('a', sealed, { lastRole: 'active' }), nodeView('b'), nodeView('c', standby)],
    1,
  ],
  ['of one', [nodeView('a', sealed)], 1],
  ['and another, of three', [nodeView('a', sealed), nodeView('b', sealed), nodeView('c')], 2],
  ['and all others', [nodeView('a', sealed), nodeView('b', sealed)], 2],
])('a sealed node %s is critical at once', (_case, nodes, count) => {
  const findings = sealedNode.judge(clusterView(nodes));
  expect(findings).toHaveLength(count);
  for (const finding of findings ?? []) expect(finding).toMatchObject(grave);
});

test('two of four are not most of them', () => {
  const nodes = [nodeView('a'), nodeView('b', sealed), nodeView('c', sealed), nodeView('d', standby)];
  expect(sealedNode.judge(clusterView(nodes))).toEqual([
    { ...minor, node: 'https://b:8200', text: 'b:8200 is sealed' },
    { ...minor, node: 'https://c:8200', text: 'c:8200 is sealed' },
  ]);
});

test('while somebody unseals, it says how far that is', () => {
  const unsealing = nodeView('a', { ...sealed, unseal: { progress: 2, threshold: 3 } });
  expect(sealedNode.judge(clusterView([unsealing]))).toMatchObject([
    { text: 'a:8200 is sealed, 2 of 3 unseal keys given' },
  ]);
});

test.each([
  ['not initialized', { initialized: false, sealed: true, standby: true }],
  ['silent', silent],
  ['well', {}],
])('a node that is %s is none of its business', (_case, look) => {
  expect(sealedNode.judge(clusterView([nodeView('a', look), nodeView('b')]))).toEqual([]);
});
