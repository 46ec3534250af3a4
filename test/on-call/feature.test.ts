import { expect, test } from 'vitest';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { onCallFeature } from '../../src/on-call/feature.ts';
import type { Ports } from '../../src/ports.ts';
import { look, noon, problem, storingPorts } from '../helpers/incidents.ts';
import { openTestStore } from '../helpers/store.ts';

test('metrics: what is open comes from the store, what was opened is counted once', async () => {
  const metrics = createMetrics(onCallFeature.metrics);
  const ports = { ...storingPorts(await openTestStore()), metrics };
  metrics.beforeScrape(() => onCallFeature.beforeScrape(ports as unknown as Ports));
  const figures = async () =>
    (await metrics.render()).split('\n').filter((line) => line.startsWith('vault_steward_incidents'));
  await look(ports, noon, [problem(), problem({ cluster: 'test', severity: 'critical' })]);
  await look(ports, noon + 5_000, [problem(), problem({ cluster: 'test', severity: 'critical' })]);
  expect(await figures()).toEqual([
    'vault_steward_incidents_open{severity="critical"} 1',
    'vault_steward_incidents_open{severity="warning"} 1',
    'vault_steward_incidents_open{severity="info"} 0',
    'vault_steward_incidents_total{rule="sealed-node",severity="warning"} 1',
    'vault_steward_incidents_total{rule="sealed-node",severity="critical"} 1',
  ]);
  for (const round of [2, 3, 4]) await look(ports, noon + round * 5_000, [], ['prod', 'test']);
  expect((await figures()).slice(0, 2)).toEqual([
    'vault_steward_incidents_open{severity="critical"} 0',
    'vault_steward_incidents_open{severity="warning"} 0',
  ]);
});
