import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runbookIndex } from '../../scripts/runbook-index.ts';
import { commandList } from '../../src/command-list.ts';
import { withCommandTable } from '../../src/command-reference.ts';
import { configReference } from '../../src/config/config-reference.ts';
import { featureList } from '../../src/feature-list.ts';
import { withMetricsTable } from '../../src/metrics/metrics-reference.ts';
import { ownMetrics } from '../../src/metrics/own-metrics.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

test('docs/configuration.md is what the schemas say (else: npm run docs)', () => {
  expect(read('docs/configuration.md')).toBe(configReference());
});

test('every key of the configuration says what it means', () => {
  const keys = configReference().match(/^\| `.*$/gm) ?? [];
  expect(keys.length).toBeGreaterThan(30);
  expect(keys.filter((row) => row.endsWith('|  |'))).toEqual([]);
});

test('the README’s table of commands is what the list says (else: npm run docs)', () => {
  const readme = read('README.md');
  expect(readme).toBe(withCommandTable(readme, commandList));
});

test('the runbooks’ index is what the folder holds (else: npm run docs)', () => {
  expect(read('docs/runbooks/README.md')).toBe(runbookIndex(new URL('docs/runbooks/', root)));
});

test('the table of metrics is what the definitions say (else: npm run docs)', () => {
  const page = read('docs/prometheus.md');
  const definitions = [...ownMetrics, ...featureList.flatMap((feature) => feature.metrics)];
  expect(page).toBe(withMetricsTable(page, definitions));
});
