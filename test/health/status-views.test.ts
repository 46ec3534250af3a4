import { expect, test } from 'vitest';
import { statusMessage } from '../../src/health/status-message.ts';
import { statusText } from '../../src/health/status-text.ts';
import {
  activeNode as active,
  sealedNode as sealed,
  silentNode as silent,
  standbyNode as standby,
} from './sample-nodes.ts';

const now = new Date('2026-11-22T09:00:00Z');

test('in Slack, the cluster with a problem comes first and alone shows its nodes', () => {
  const message = statusMessage({
    checkedAt: '2026-11-22T09:00:00Z',
    problems: [],
    background: [],
    clusters: [
      { name: 'lab', address: 'https://lab:8200', nodes: [active, standby] },
      {
        name: 'prod',
        address: 'https://vault:8200',
        nodes: [standby, active, { ...silent, error: '<!here>' }],
      },
    ],
  });
  expect(message.text).toBe('prod: 1 of 3 nodes unreachable; lab: both nodes well');
  expect(message.blocks.map((block) => (block.type === 'section' ? block.text?.text : block.type))).toEqual([
    ':red_circle: *prod*  1 of 3 nodes unreachable\n•  `vault-3:8200`  unreachable – &lt;!here&gt;',
    ':large_green_circle: *lab*  both nodes well',
    'context',
  ]);
});

const problem = {
  rule: 'raft-unhealthy',
  severity: 'warning',
  cluster: 'lab',
  since: '2026-11-22T08:00:00Z',
  text: 'Raft: no server may fail',
} as const;
const troubled = {
  checkedAt: '2026-11-22T09:00:00Z',
  clusters: [
    { name: 'prod', address: 'https://vault:8200', nodes: [active, standby] },
    { name: 'lab', address: 'https://lab:8200', nodes: [active] },
  ],
  problems: [
    { ...problem, rule: 'network-of-bot', cluster: '', text: 'None can be reached' },
    problem,
    { ...problem, severity: 'info' as const, cluster: 'prod', text: 'Versions differ' },
  ],
  background: [
    {
      name: 'lab',
      clusterLookAt: now,
      slowLookAt: undefined,
      lastIncident: {
        id: 'a',
        rule: 'sealed-node',
        title: 'Node is sealed',
        severity: 'critical' as const,
        cluster: 'lab',
        since: '2026-11-22T07:00:00Z',
        overAt: '2026-11-22T07:10:00Z',
        takenBy: null,
        mutedBy: null,
      },
    },
  ],
};

test('what is wrong beside the nodes comes first, with the last incident of a cluster in trouble', () => {
  const shown = statusMessage(troubled, { share: { cluster: undefined } });
  expect(shown.text).toBe('lab: 1 problem, its node is well; prod: both nodes well');
  const text = JSON.stringify(shown.blocks);
  expect(text.indexOf('None can be reached')).toBeLessThan(text.indexOf('*lab*'));
  expect(text).toContain(':large_orange_circle: *lab*');
  expect(text).toContain('Raft: no server may fail, since <!date^');
  expect(text).toContain('Last incident: Node is sealed');
  expect(text).toContain('Share in channel');
  expect(JSON.stringify(statusMessage(troubled, { sharedBy: 'U0ANNA' }).blocks)).toContain(
    'shared by <@U0ANNA>',
  );
  expect(statusText(troubled, { now })).toBe(
    [
      '! warning: None can be reached, for 1 hour',
      '',
      'lab  1 problem, its node is well',
      '  ! warning: Raft: no server may fail, for 1 hour',
      '  ● https://vault-1:8200  active  2.7.2',
      '  Last incident: Node is sealed, 2 hours ago',
      '',
      'prod  both nodes well',
      '  ! info: Versions differ, for 1 hour',
      '  ● https://vault-1:8200  active   2.7.2',
      '  ○ https://vault-1:8200  standby  2.7.2',
      '',
      'Looked at: nodes just now; raft, audit and namespaces just now, of prod never; metrics, backups and certificates never',
    ].join('\n'),
  );
});

test('in a terminal, a line for each node, aligned, problems in red where colours may be used', () => {
  const look = {
    checkedAt: '2026-11-22T09:00:00Z',
    problems: [],
    background: [],
    clusters: [
      { name: 'lab', address: 'https://lab:8200', nodes: [active] },
      { name: 'prod', address: 'https://vault:8200', nodes: [active, silent] },
    ],
  };
  expect(statusText(look, { now })).toBe(
    [
      'prod  1 of 2 nodes unreachable',
      '  ✗ https://vault-3:8200  unreachable  No answer within 2000 ms',
      '  ● https://vault-1:8200  active       2.7.2',
      '',
      'lab  well',
      '  ● https://vault-1:8200  active  2.7.2',
      '',
      'Looked at: nodes just now; no bot has looked at anything else yet',
    ].join('\n'),
  );
  expect(statusText(look, { now, colours: true })).toContain('\u001b[31m  ✗ https://vault-3');
});

test('the worst cluster comes first, and an answer to one person says how old each look is', () => {
  const since = '2026-11-22T08:59:00Z';
  const old = '2026-11-20T08:59:00Z';
  const look = {
    checkedAt: '2026-11-22T09:00:00Z',
    clusters: [
      { name: 'well', address: 'https://well:8200', nodes: [active] },
      { name: 'warned', address: 'https://warned:8200', nodes: [active] },
      { name: 'one', address: 'https://one:8200', nodes: [active, standby, sealed] },
      { name: 'down', address: 'https://down:8200', nodes: [silent] },
    ],
    problems: [
      { ...problem, cluster: 'warned', since: old },
      {
        ...problem,
        rule: 'sealed-node',
        cluster: 'one',
        node: sealed.address,
        since,
        text: 'vault-1:8200 is sealed',
      },
      {
        ...problem,
        rule: 'unreachable-node',
        severity: 'critical' as const,
        cluster: 'down',
        node: silent.address,
        since,
        text: 'vault-3:8200 cannot be reached from bot-1: no answer within 2000 ms',
      },
    ],
    background: ['well', 'warned', 'one', 'down'].map((name, at) => ({
      name,
      clusterLookAt: name === 'down' ? undefined : new Date(now.getTime() - at * 20_000),
      slowLookAt: new Date(now.getTime() - 200_000),
      lastIncident: undefined,
    })),
  };
  const { text, blocks } = statusMessage(look, { share: { cluster: undefined } });
  expect(text.split('; ').map((part) => part.split(':')[0])).toEqual(['down', 'one', 'warned', 'well']);
  const shown = JSON.stringify(blocks);
  expect(shown).toContain(
    '`vault-3:8200` cannot be reached from bot-1: no answer within 2000 ms, since <!date^',
  );
  expect(shown).toContain('^{time}|2026-11-22T08:59:00Z>');
  expect(shown).toContain('^{date_short_pretty} {time}|2026-11-20T08:59:00Z>');
  expect(shown).toContain(
    'Looked at: nodes just now · raft, audit and namespaces 40 seconds ago, of down never · metrics, backups and certificates 3 minutes ago',
  );
  // What stays in a channel says when it was.
  expect(JSON.stringify(statusMessage(look).blocks)).toContain('Looked at: nodes <!date^');
});
