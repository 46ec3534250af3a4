import { expect, test } from 'vitest';
import { HealthConfig } from '../../src/config/health.ts';
import type { ClusterView } from '../../src/health/cluster-view.ts';
import { judge } from '../../src/health/judge.ts';
import { ruleList } from '../../src/health/rule-list.ts';
import { defineRule, type Finding } from '../../src/health/rules/rule.ts';
import { clusterView, nodeView, sealed, silent, standby } from './sample-view.ts';

/** What one rule finds in some clusters with these settings; undefined: it was not asked, or cannot say. */
function found(
  rule: string,
  health: object,
  ...views: readonly ClusterView[]
): readonly Finding[] | undefined {
  const settings = HealthConfig.parse(health);
  const all = views.map((view) => ({ ...view, settings }));
  return judge(ruleList, 'nodes', all).find((one) => one.rule === rule)?.findings;
}

const follower = clusterView([nodeView('a'), nodeView('b', standby), nodeView('c', sealed)]);
const leader = clusterView([
  nodeView('a', sealed, { lastRole: 'active' }),
  nodeView('b'),
  nodeView('c', standby),
]);
const most = clusterView([nodeView('a'), nodeView('b', sealed), nodeView('c', sealed)]);

test.each<[string, object, ClusterView, object]>([
  ['one node, as it comes', {}, follower, { severity: 'warning', afterMs: 60_000 }],
  [
    'one node, as configured',
    { oneNode: { severity: 'info', afterSeconds: 300 } },
    follower,
    { severity: 'info', afterMs: 300_000 },
  ],
  ['the active node, as it comes', {}, leader, { severity: 'critical', afterMs: 0 }],
  ['most nodes, as it comes', {}, most, { severity: 'critical', afterMs: 0 }],
  [
    'the active node, as configured',
    { activeOrMajority: { severity: 'warning', afterSeconds: 10 } },
    leader,
    { severity: 'warning', afterMs: 10_000 },
  ],
  [
    'most nodes, as configured',
    { activeOrMajority: { severity: 'warning', afterSeconds: 10 } },
    most,
    { severity: 'warning', afterMs: 10_000 },
  ],
  [
    'what is said of the rule goes before both',
    { oneNode: { severity: 'info' }, rules: { 'sealed-node': { severity: 'critical', afterSeconds: 5 } } },
    follower,
    { severity: 'critical', afterMs: 5_000 },
  ],
  [
    'half of it may be said',
    { rules: { 'sealed-node': { afterSeconds: 0 } } },
    follower,
    { severity: 'warning', afterMs: 0 },
  ],
])('severity and time are configured: %s', (_case, health, view, expected) => {
  for (const finding of found('sealed-node', health, view) ?? [{}]) expect(finding).toMatchObject(expected);
});

test('a rule that is off finds nothing, so that what is open ends', () => {
  expect(found('sealed-node', { rules: { 'sealed-node': { off: true } } }, follower)).toEqual([]);
});

test('two findings about one node are one problem, as grave as the worse', () => {
  const rule = defineRule({
    rule: 'twice',
    title: '',
    meaning: '',
    nextStep: '',
    basis: 'nodes',
    judge: () => [
      { node: 'a', severity: 'critical', text: '1 % left on /data', looks: 2 },
      { node: 'b', severity: 'warning', text: '10 % left on /' },
      { node: 'a', severity: 'warning', text: '9 % left on /' },
    ],
  });
  expect(judge([rule], 'nodes', [follower])[0]?.findings).toEqual([
    { node: 'a', severity: 'critical', text: '1 % left on /data; 9 % left on /', looks: 2 },
    { node: 'b', severity: 'warning', text: '10 % left on /' },
  ]);
});

test('while all clusters are silent, that alone is told, and what is hidden by it stays as it was', () => {
  const gone = clusterView([nodeView('a', silent), nodeView('b', silent)]);
  const clusters = [gone, { ...gone, name: 'other' }];
  expect(found('network-of-bot', {}, ...clusters)).toMatchObject([
    { severity: 'critical', looks: 3, text: expect.stringContaining('from bot-1') },
  ]);
  for (const rule of ['unreachable-node', 'no-active-node'])
    expect(found(rule, {}, ...clusters), rule).toBeUndefined();
  // One that answers shows that it is not the network.
  const answering = [...clusters, { ...follower, name: 'third' }];
  expect(found('network-of-bot', {}, ...answering)).toEqual([]);
  expect(found('unreachable-node', {}, ...answering)).toHaveLength(2);
  // Whoever switched it off is told of the nodes.
  const off = { rules: { 'network-of-bot': { off: true } } };
  expect(found('unreachable-node', off, ...clusters)).toHaveLength(2);
});

test('a node that says nothing is not judged but by the rules about silence', () => {
  const view = clusterView([nodeView('a'), nodeView('b', silent)]);
  const judgements = judge(ruleList, 'nodes', [{ ...view, settings: HealthConfig.parse({}) }]);
  const unjudged = (rule: string) =>
    judgements.find((one) => one.rule === rule)?.isUnjudged('https://b:8200');
  expect(unjudged('sealed-node')).toBe(true);
  expect(unjudged('unreachable-node')).toBe(false);
});
