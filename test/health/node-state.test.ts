import { expect, test } from 'vitest';
import { nodeState, summarize } from '../../src/health/node-state.ts';
import type { NodeStatus } from '../../src/vault/node-probe.ts';
import {
  activeNode as active,
  sealedNode as sealed,
  silentNode as silent,
  standbyNode as standby,
} from './sample-nodes.ts';

test.each<[string, NodeStatus]>([
  ['active', active],
  ['standby', standby],
  ['sealed', sealed],
  ['not initialized', { ...active, initialized: false, sealed: true }],
  ['unsealed', { ...active, standby: null }],
  ['unclear', { ...silent, reachable: true }],
  ['unreachable', silent],
])('a node is %s', (state, node) => {
  expect(nodeState(node)).toBe(state);
});

test.each<[string, boolean, NodeStatus[]]>([
  ['all 3 nodes well', true, [active, standby, standby]],
  ['well', true, [active]],
  ['well', true, [standby]],
  ['sealed', false, [sealed]],
  ['1 of 2 nodes unreachable', false, [active, silent]],
  ['1 of 3 nodes unreachable, 1 of 3 nodes sealed', false, [active, sealed, silent]],
  ['both nodes sealed', false, [sealed, sealed]],
  ['no active node', false, [standby, standby]],
  ['2 active nodes at once', false, [active, active, standby]],
  ['both nodes well', true, [active, { ...active, standby: null }]],
])('a cluster is: %s', (text, well, nodes) => {
  expect(summarize({ nodes })).toEqual({ well, text });
});
