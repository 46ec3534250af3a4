import { describe, expect, test } from 'vitest';
import { areaOf, channelFor, groupProblems } from '../../../src/core/incidents/route.ts';
import { incidentConfig, problem } from '../../helpers/incidents.ts';

const config = incidentConfig({
  channel: 'C0REST',
  routes: [
    { namespaces: ['payments/'], clusters: ['prod'], channel: 'C0PAYMENTS' },
    { namespaces: ['payments/cards/'], channel: 'C0CARDS' },
    { severities: ['critical'], clusters: ['prod'], channel: 'C0URGENT' },
    { clusters: ['test'], channel: 'C0TEST' },
  ],
});

describe('the channel of an incident', () => {
  test.each([
    ['a critical one of prod', { cluster: 'prod', severity: 'critical', area: '' }, 'C0URGENT'],
    ['a warning of prod', { cluster: 'prod', severity: 'warning', area: '' }, 'C0REST'],
    ['anything of test', { cluster: 'test', severity: 'info', area: '' }, 'C0TEST'],
    ['a namespace of prod', { cluster: 'prod', severity: 'critical', area: 'payments/' }, 'C0PAYMENTS'],
    [
      'one below it, the first that fits',
      { cluster: 'prod', severity: 'info', area: 'payments/cards/' },
      'C0PAYMENTS',
    ],
    ['the same in another cluster', { cluster: 'dev', severity: 'info', area: 'payments/cards/' }, 'C0CARDS'],
    ['the bot’s own view', { cluster: '', severity: 'critical', area: '' }, 'C0REST'],
  ] as const)('%s', (_name, incident, channel) => {
    expect(channelFor(incident, config)).toBe(channel);
  });

  test('without any of the settings it is the status channel, else the operators’', () => {
    const bare = incidentConfig({ channel: undefined });
    const incident = { cluster: 'prod', severity: 'info', area: '' } as const;
    expect(channelFor(incident, bare)).toBeUndefined();
    expect(channelFor(incident, { ...bare, channels: { operators: 'C0OPS' } })).toBe('C0OPS');
    expect(channelFor(incident, { ...bare, channels: { operators: 'C0OPS', status: 'C0S' } })).toBe('C0S');
  });
});

describe('what belongs together', () => {
  test.each([
    [
      'the longest configured namespace',
      { cluster: 'prod', namespace: 'payments/cards/eu/' },
      'payments/cards/',
    ],
    ['one that only begins alike', { cluster: 'prod', namespace: 'payments-old/' }, ''],
    ['none that is configured', { cluster: 'prod', namespace: 'search/' }, ''],
    ['no namespace', { cluster: 'prod' }, ''],
  ])('%s', (_name, where, area) => {
    expect(areaOf(where, config)).toBe(area);
  });

  test('nodes and other namespaces of one cluster and rule, with the worst severity', () => {
    const groups = groupProblems(
      [
        problem(),
        problem({ node: 'https://b', severity: 'critical' }),
        problem({ namespace: 'search/' }),
        problem({ namespace: 'payments/' }),
        problem({ rule: 'no-leader' }),
      ],
      config,
    );
    expect(
      groups.map(({ rule, area, severity, problems }) => [rule, area, severity, problems.length]),
    ).toEqual([
      ['sealed-node', '', 'critical', 3],
      ['sealed-node', 'payments/', 'warning', 1],
      ['no-leader', '', 'warning', 1],
    ]);
  });
});
