import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sayChange, sayComparison, sayExactly, sayValue } from '../../src/reports/format-figure.ts';
import type { Report, ReportMetric } from '../../src/reports/report.ts';
import { reportAnswer, reportMessage, reportTableMessage } from '../../src/reports/report-message.ts';
import { reportText } from '../../src/reports/report-text.ts';
import { hostileText } from '../slack/hostile.ts';
import { messageProblems } from '../slack/slack-problems.ts';

function metric(
  name: string,
  value: number,
  previous: number | null,
  more: Partial<ReportMetric> = {},
): ReportMetric {
  return {
    name,
    label: name,
    unit: 'count',
    value,
    previous,
    source: 'Vault API',
    isPartial: false,
    isSum: false,
    ...more,
  };
}

const october: Report = {
  period: '2026-10',
  previous: '2026-09',
  isRunning: false,
  daily: [],
  metrics: [
    metric('namespaces', 14, 12, { label: 'Namespaces' }),
    metric('mounts', 45, 45, { label: 'Secrets engines' }),
    metric('mounts_kv', 40, 41, { label: 'Secrets engines: kv' }),
    metric('secrets', 12_345, 11_345, { label: 'Secrets' }),
    metric('requests', 1_234_567, 1_143_000, { label: 'Requests', isSum: true }),
    metric('request_duration_average', 4.23, 4.9, { label: 'Average request duration', unit: 'ms' }),
    metric('questions', 80, 20, { label: 'Questions answered', source: 'vault-steward' }),
  ],
  missing: [
    { name: 'active_clients', reason: 'OpenBao keeps no activity log' },
    { name: 'entities_previous', reason: 'There is no daily snapshot of September 2026' },
    { name: 'tokens_previous', reason: 'There is no daily snapshot of September 2026' },
  ],
};

test.each([
  [0, 'count', '0'],
  [999, 'count', '999'],
  [1234, 'count', '1234'],
  [12_345, 'count', '12\u2009345'],
  [999_949, 'count', '999\u2009949'],
  [999_950, 'count', '1 million'],
  [1_234_567, 'count', '1.2 million'],
  [4_700_000_000, 'count', '4.7 billion'],
  [0.4, 'ms', '0.4 ms'],
  [9.96, 'ms', '10 ms'],
  [1234, 'ms', '1.2 s'],
])('%d %s is said as %s', (value, unit, expected) => {
  expect(sayValue(value, unit)).toBe(expected);
});

test('a table has the whole number', () => {
  expect(sayExactly(1_234_567, 'count')).toBe('1\u2009234\u2009567');
});

describe('changes', () => {
  test.each([
    [110, 100, '+10 %', '+10 % on September'],
    [90, 100, '−10 %', '−10 % on September'],
    [100, 100, 'no change', 'no change since September'],
    [1001, 1000, 'hardly any change', 'hardly any change since September'],
    [14, 12, '+2', '+2 on September'],
    [3000, 100, '30 times as many', '30 times as many as in September'],
    [5, 0, '+5', '+5 on September'],
    [1000, 0, '+1000', '+1000 on September'],
  ])('from %d before: %d', (value, previous, change, comparison) => {
    expect(sayChange(metric('secrets', value, previous), october)).toBe(change);
    expect(sayComparison(metric('secrets', value, previous), october)).toBe(comparison);
  });

  test('a sum that is still running, or known in part, is not compared', () => {
    const running = { ...october, isRunning: true };
    const requests = metric('requests', 100, 1_100_000, { isSum: true });
    expect(sayComparison(requests, running)).toBe('September: 1.1 million');
    expect(sayComparison({ ...requests, isPartial: true }, october)).toBe('September: 1.1 million');
    expect(sayComparison(metric('secrets', 110, 100), running)).toBe('+10 % on September');
    expect(sayComparison(metric('secrets', 1, null), october)).toBeUndefined();
  });
});

test('the post: five figures in sentences', () => {
  const { text, blocks } = reportMessage(october);
  expect(text).toBe(
    'Vault in October 2026: Namespaces 14 (+2 on September), Secrets 12\u2009345 (+9 % on September), Requests 1.2 million (+8 % on September), Secrets engines 45 (no change since September), Average request duration 4.2 ms (−14 % on September)',
  );
  expect(blocks).toMatchObject([
    { type: 'header', text: { text: 'Vault in October 2026' } },
    {
      type: 'section',
      text: { text: expect.stringContaining('Requests *1.2 million* (+8 % on September)') },
    },
    { type: 'context' },
  ]);
});

test('the thread: every figure, what the bot did, what is not known', () => {
  const text = JSON.stringify(reportTableMessage(october).blocks);
  expect(text).toContain('· kv');
  expect(text).toContain('1 234 567');
  expect(text).toContain('What the bot did');
  expect(text).toContain('Active clients: OpenBao keeps no activity log');
  expect(text).toContain('Entities and tokens in September: There is no daily snapshot of September 2026');
});

test('the terminal: one aligned table', () => {
  expect(reportText(october)).toBe(`Vault in October 2026

                            October  September     Change
Namespaces                       14         12         +2
Secrets engines                  45         45  no change
· kv                             40         41         −1
Secrets                      12 345     11 345       +9 %
Requests                  1 234 567  1 143 000       +8 %
Average request duration     4.2 ms     4.9 ms      −14 %

What the bot did
Questions answered               80         20     +300 %

Not known
  Active clients: OpenBao keeps no activity log
  Entities and tokens in September: There is no daily snapshot of September 2026`);
});

test('whatever the names and reasons are, Slack takes the message', () => {
  const hostileMetric = fc.record({
    name: fc.constantFrom('secrets', 'mounts', 'mounts_x', 'requests', 'other'),
    label: hostileText,
    unit: fc.constantFrom('count', 'ms', 'questions'),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }),
    previous: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    source: fc.oneof(hostileText, fc.constant('vault-steward')),
    isPartial: fc.boolean(),
    isSum: fc.boolean(),
  });
  const hostileReport = fc.record({
    period: fc.constant('2026-10'),
    previous: fc.constant('2026-09'),
    isRunning: fc.boolean(),
    daily: fc.constant([]),
    metrics: fc.array(hostileMetric, { maxLength: 150 }),
    missing: fc.array(fc.record({ name: hostileText, reason: hostileText }), { maxLength: 60 }),
  });
  fc.assert(
    fc.property(hostileReport, (report) => {
      for (const view of [reportMessage, reportTableMessage, reportAnswer])
        expect(messageProblems(view(report))).toEqual([]);
      expect(reportText(report)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    }),
    { numRuns: 60 },
  );
});
