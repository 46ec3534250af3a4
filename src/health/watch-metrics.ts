import type { Problem } from '../core/incidents/problem.ts';
import type { MetricDefinition } from '../metrics/metric.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ClusterMemory } from './watch-memory.ts';

const node = ['cluster', 'node'];

/** What the watcher tells of the clusters, and of itself: the absence of its looks is an alert of its own. */
export const healthMetrics: readonly MetricDefinition[] = [
  {
    name: 'vault_steward_health_last_success_timestamp_seconds',
    help: 'When a node of the cluster last gave an answer of use, in Unix seconds.',
    type: 'gauge',
    labels: ['cluster'],
  },
  {
    name: 'vault_steward_node_reachable',
    help: '1 when the node gave an answer of use at the last look, else 0.',
    type: 'gauge',
    labels: node,
  },
  {
    name: 'vault_steward_node_sealed',
    help: '1 when the node was sealed when it last answered, else 0.',
    type: 'gauge',
    labels: node,
  },
  {
    name: 'vault_steward_node_active',
    help: '1 when the node was the active one at the last look, else 0.',
    type: 'gauge',
    labels: node,
  },
  {
    name: 'vault_steward_health_problems',
    help: 'Problems that hold now, by severity.',
    type: 'gauge',
    labels: ['cluster', 'severity'],
  },
];

/** Sets the gauges after a round. */
export function tellMetrics(
  metrics: Metrics,
  memories: readonly ClusterMemory[],
  problems: readonly Problem[],
): void {
  for (const { name, answeredAt, looks } of memories) {
    if (answeredAt)
      metrics.set(
        'vault_steward_health_last_success_timestamp_seconds',
        { cluster: name },
        answeredAt.getTime() / 1000,
      );
    for (const { address, sealed, standby } of looks) {
      const labels = { cluster: name, node: address };
      metrics.set('vault_steward_node_reachable', labels, sealed === null ? 0 : 1);
      if (sealed !== null) metrics.set('vault_steward_node_sealed', labels, sealed ? 1 : 0);
      metrics.set('vault_steward_node_active', labels, sealed === false && standby === false ? 1 : 0);
    }
    for (const severity of ['critical', 'warning', 'info'] as const) {
      const count = problems.filter((one) => one.cluster === name && one.severity === severity).length;
      metrics.set('vault_steward_health_problems', { cluster: name, severity }, count);
    }
  }
}
