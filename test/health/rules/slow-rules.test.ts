import { expect, test } from 'vitest';
import { auditDeviceFailing } from '../../../src/health/rules/audit-device-failing.ts';
import { backupMissing } from '../../../src/health/rules/backup-missing.ts';
import { certificateExpiring } from '../../../src/health/rules/certificate-expiring.ts';
import { diskFull } from '../../../src/health/rules/disk-full.ts';
import { irrevocableLeases } from '../../../src/health/rules/irrevocable-leases.ts';
import { leaseGrowth } from '../../../src/health/rules/lease-growth.ts';
import { quotaViolations } from '../../../src/health/rules/quota-violations.ts';
import { requestDuration } from '../../../src/health/rules/request-duration.ts';
import type { ClusterRule } from '../../../src/health/rules/rule.ts';
import { tokenExplosion } from '../../../src/health/rules/token-explosion.ts';
import type { BackupFact, MetricFacts, SlowFacts } from '../../../src/health/slow-facts.ts';
import { dayMs, hourMs } from '../../../src/lib/times.ts';
import { at, clusterView, nodeView } from '../sample-view.ts';

const quiet: MetricFacts = {
  duration: { nowMs: 5, weekAgoMs: 4 },
  tokens: [],
  violations: [],
  irrevocableLeases: 0,
  leases: { count: 100, weekAgo: 100 },
  auditRefusals: [],
  auditGaps: [],
  disks: [],
};
const nothing: SlowFacts = { metrics: undefined, backup: undefined, certificates: undefined };

function said(rule: ClusterRule, slow: SlowFacts | undefined): string[] | undefined {
  const view = clusterView([nodeView('a'), nodeView('b', { standby: true })], { slow });
  return rule.judge(view)?.map(({ node, severity, text }) => `${node ?? ''} ${severity}: ${text}`.trim());
}

const withMetrics = (more: Partial<MetricFacts>): SlowFacts => ({
  ...nothing,
  metrics: { ...quiet, ...more },
});
const kubernetes = {
  method: 'kubernetes',
  namespace: 'root',
  count: 12_000,
  weekAgo: 3_000,
  mount: 'auth/k8s/',
};

test.each<[string, ClusterRule, Partial<MetricFacts>, string[] | undefined]>([
  [
    'slower',
    requestDuration,
    { duration: { nowMs: 90, weekAgoMs: 4.25 } },
    ['warning: A request takes 90 ms on average in the last hour, 4.3 ms in the same hour a week ago'],
  ],
  ['fast enough', requestDuration, { duration: { nowMs: 15, weekAgoMs: 1 } }, []],
  ['always slow', requestDuration, { duration: { nowMs: 90, weekAgoMs: 60 } }, []],
  ['no week ago', requestDuration, { duration: undefined }, undefined],
  [
    'many',
    tokenExplosion,
    { tokens: [kubernetes] },
    ['warning: auth/k8s/ has 12000 tokens, 3000 a week ago'],
  ],
  [
    'many in a namespace, of a method alone',
    tokenExplosion,
    { tokens: [{ ...kubernetes, namespace: 'team-a', mount: undefined }] },
    ['warning: auth method kubernetes in team-a has 12000 tokens, 3000 a week ago'],
  ],
  ['always many', tokenExplosion, { tokens: [{ ...kubernetes, weekAgo: 6_000 }] }, []],
  ['few', tokenExplosion, { tokens: [{ ...kubernetes, count: 5_000, weekAgo: 0 }] }, []],
  [
    'violated',
    quotaViolations,
    {
      violations: [
        { quota: 'global', namespace: '', count: 7 },
        { quota: 'team', namespace: 'team-a', count: 1 },
      ],
    },
    ['warning: Requests refused in the last quarter of an hour: global refused 7, team in team-a refused 1'],
  ],
  ['kept', quotaViolations, {}, []],
  ['one', irrevocableLeases, { irrevocableLeases: 1 }, ['warning: 1 lease cannot be revoked']],
  ['none', irrevocableLeases, {}, []],
  ['unknown', irrevocableLeases, { irrevocableLeases: undefined }, undefined],
  [
    'growing',
    leaseGrowth,
    { leases: { count: 60_000, weekAgo: 20_000 } },
    ['warning: There are 60000 leases, 20000 a week ago'],
  ],
  ['many as ever', leaseGrowth, { leases: { count: 60_000, weekAgo: 50_000 } }, []],
  [
    'on one node',
    auditDeviceFailing,
    { auditRefusals: ['b:8200'], auditGaps: ['b:8200'] },
    [
      'https://b:8200 critical: Requests were refused on b:8200 in the last quarter of an hour: no audit device took their entries',
    ],
  ],
  [
    'one of several on one node, all on others',
    auditDeviceFailing,
    { auditRefusals: ['pod-1', 'pod-2'], auditGaps: ['a:8200', 'pod-1'] },
    [
      'critical: Requests were refused on pod-1 and pod-2 in the last quarter of an hour: no audit device took their entries',
      'https://a:8200 warning: An audit device did not take every entry on a:8200 in the last quarter of an hour',
    ],
  ],
  ['nowhere', auditDeviceFailing, {}, []],
  [
    'nearly full',
    diskFull,
    {
      disks: [
        { host: 'a', mountpoint: '/', freeRatio: 0.149 },
        { host: 'b', mountpoint: '/data', freeRatio: 0.01 },
      ],
    },
    ['https://a:8200 warning: a has 14 % left on /', 'https://b:8200 critical: b has 1 % left on /data'],
  ],
  ['enough', diskFull, { disks: [{ host: 'a', mountpoint: '/', freeRatio: 0.5 }] }, []],
])('metrics: %s (%s)', (_case, rule, metrics, expected) => {
  expect(said(rule, withMetrics(metrics))).toEqual(expected);
  expect(said(rule, nothing)).toBeUndefined();
});

test.each<[string, BackupFact | undefined, string[] | undefined]>([
  ['fresh', { lastAt: new Date(at.getTime() - 23 * hourMs), why: undefined, maxAgeHours: 24 }, []],
  [
    'old',
    { lastAt: new Date(at.getTime() - 26 * hourMs), why: undefined, maxAgeHours: 24 },
    ['warning: The last good snapshot is 1 day old, more than 24 hours'],
  ],
  [
    'none',
    { lastAt: undefined, why: 'there is no snapshot at /backup/*', maxAgeHours: 24 },
    ['warning: There is no good snapshot: there is no snapshot at /backup/*'],
  ],
  ['not configured', undefined, undefined],
])('backups: %s', (_case, backup, expected) => {
  expect(said(backupMissing, { ...nothing, backup })).toEqual(expected);
});

test.each<[string, number, number, string[]]>([
  ['far away', 365, 20, []],
  ['two weeks', 365, 13, ['https://a:8200 warning: The certificate that a:8200 shows ends in 13 days']],
  ['days', 365, 2, ['https://a:8200 critical: The certificate that a:8200 shows ends in 2 days']],
  ['ended', 365, -1, ['https://a:8200 critical: The certificate that a:8200 shows ended 1 day ago']],
  ['short-lived, renewed in time', 4, 1.5, []],
  [
    'short-lived, overdue',
    4,
    0.5,
    ['https://a:8200 warning: The certificate that a:8200 shows ends in 12 hours'],
  ],
])('certificates: %s', (_case, lifeDays, leftDays, expected) => {
  const notAfter = new Date(at.getTime() + leftDays * dayMs);
  const notBefore = new Date(notAfter.getTime() - lifeDays * dayMs);
  const certificates = [{ address: 'https://a:8200', notBefore, notAfter }];
  expect(said(certificateExpiring, { ...nothing, certificates })).toEqual(expected);
});
