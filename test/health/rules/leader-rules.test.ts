import { expect, test } from 'vitest';
import type { NodeView } from '../../../src/health/cluster-view.ts';
import { leaderFlapping } from '../../../src/health/rules/leader-flapping.ts';
import { networkOfBot } from '../../../src/health/rules/network-of-bot.ts';
import { noActiveNode } from '../../../src/health/rules/no-active-node.ts';
import { twoActiveNodes } from '../../../src/health/rules/two-active-nodes.ts';
import type { LeaderView } from '../../../src/vault/node-probe.ts';
import { at, clusterView, nodeView, sealed, silent, standby } from '../sample-view.ts';

const nobody: LeaderView = { isSelf: false, address: '', clusterAddress: '' };
const other: LeaderView = { isSelf: false, address: 'https://c:8200', clusterAddress: 'https://c:8201' };
const self = (name: string): LeaderView => ({
  isSelf: true,
  address: 'https://vault.example.com',
  clusterAddress: `https://${name}:8201`,
});

test.each<[string, NodeView[], string[] | undefined]>([
  ['one is active', [nodeView('a'), nodeView('b', standby)], []],
  [
    'the standby nodes know of none',
    [
      nodeView('a', standby, { leader: nobody }),
      nodeView('b', standby, { leader: nobody }),
      nodeView('c', silent),
    ],
    ['No node is active: 2 unsealed nodes wait for a leader'],
  ],
  [
    'the active one is out of our sight only',
    [
      nodeView('a', standby, { leader: other }),
      nodeView('b', standby, { leader: nobody }),
      nodeView('c', silent),
    ],
    [],
  ],
  ['all are sealed', [nodeView('a', sealed), nodeView('b', sealed)], []],
  ['nobody answers', [nodeView('a', silent), nodeView('b', silent)], undefined],
  ['it does not say', [nodeView('a', { standby: null })], []],
  [
    'the last one waits',
    [nodeView('a', standby), nodeView('b', sealed)],
    ['No node is active: One unsealed node waits for a leader'],
  ],
])('no active node: %s', (_case, nodes, expected) => {
  expect(noActiveNode.judge(clusterView(nodes))?.map(({ text }) => text)).toEqual(expected);
});

test.each<[string, NodeView[], string[]]>([
  [
    'two servers',
    [nodeView('a', {}, { leader: self('a') }), nodeView('b', {}, { leader: self('b') })],
    ['2 nodes are active at once: a:8200 and b:8200'],
  ],
  [
    'one server by two addresses',
    [nodeView('a', {}, { leader: self('a') }), nodeView('lb', {}, { leader: self('a') })],
    [],
  ],
  [
    'one that was just replaced',
    [
      nodeView('a', {}, { leader: self('a') }),
      nodeView('b', {}, { leader: { ...self('a'), isSelf: false } }),
    ],
    [],
  ],
  ['two that do not say who leads', [nodeView('a'), nodeView('b')], []],
])('two active nodes: %s', (_case, nodes, expected) => {
  expect(twoActiveNodes.judge(clusterView(nodes))?.map(({ text }) => text)).toEqual(expected);
});

test.each([
  ['three changes within the time', [14, 5, 0], ['The active node changed 3 times within 15 minutes']],
  ['one of them longer ago', [16, 5, 0], []],
  ['a rolling upgrade', [5, 1], []],
])('leader flapping: %s', (_case, minutesAgo, expected) => {
  const leaderChanges = minutesAgo.map((minutes) => new Date(at.getTime() - minutes * 60_000));
  const findings = leaderFlapping.judge(clusterView([nodeView('a')], { leaderChanges }));
  expect(findings?.map(({ text }) => text)).toEqual(expected);
});

test.each([
  ['all clusters', [[silent], [silent, silent]], 1],
  ['all but one node', [[silent], [silent, sealed]], 0],
  ['the only cluster', [[silent, silent]], 0],
])('the bot’s own network: %s gone', (_case, clusters, count) => {
  const views = clusters.map((looks, index) =>
    clusterView(
      looks.map((look, node) => nodeView(`n${node}`, look)),
      { name: `c${index}` },
    ),
  );
  expect(networkOfBot.judgeAll(views)).toHaveLength(count);
});
