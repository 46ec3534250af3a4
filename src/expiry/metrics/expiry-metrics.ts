import type { MetricDefinition } from '../../metrics/metric.ts';

/**
 * The labels of tomtom-international/vault-assessment-prometheus-exporter, whose dashboards and alerts go on working,
 * and where: that was one process for each namespace.
 */
const secretLabels = ['monitored_path', 'mount_point', 'service', 'cluster', 'namespace'];
const entityLabels = [...secretLabels, 'entity_name'];
const byKind = ['cluster', 'namespace', 'kind'];

/** What runs out. In Unix seconds; the root namespace is called `root`, as in Vault's own metrics. */
export const expiryMetrics: readonly MetricDefinition[] = [
  {
    name: 'vault_secret_expiration_timestamp',
    help: 'When a KV secret ends, by its custom metadata or its deletion time.',
    type: 'gauge',
    labels: secretLabels,
    takesConfiguredLabels: true,
    hasMany: true,
  },
  {
    name: 'vault_secret_last_renewal_timestamp',
    help: 'When a KV secret was last renewed, by its custom metadata.',
    type: 'gauge',
    labels: secretLabels,
    takesConfiguredLabels: true,
    hasMany: true,
  },
  {
    name: 'vault_entity_expiration_timestamp',
    help: 'When an entity ends, by its metadata.',
    type: 'gauge',
    labels: entityLabels,
    takesConfiguredLabels: true,
    hasMany: true,
  },
  {
    name: 'vault_entity_last_renewal_timestamp',
    help: 'When an entity was last renewed, by its metadata.',
    type: 'gauge',
    labels: entityLabels,
    takesConfiguredLabels: true,
    hasMany: true,
  },
  {
    name: 'vault_steward_item_expiration_timestamp_seconds',
    help: 'When one thing of another kind ends (secret id, certificate, issuer, revocation list, own login).',
    type: 'gauge',
    labels: [...byKind, 'mount', 'path', 'name'],
    hasMany: true,
  },
  {
    name: 'vault_steward_items',
    help: 'Known things with a date, by namespace and kind.',
    type: 'gauge',
    labels: byKind,
  },
  {
    name: 'vault_steward_items_expired',
    help: 'Of them, those that have ended and that no machine renews.',
    type: 'gauge',
    labels: byKind,
  },
  {
    name: 'vault_steward_items_earliest_expiration_timestamp_seconds',
    help: 'The earliest end of them, leaving out what machines renew.',
    type: 'gauge',
    labels: byKind,
  },
  {
    name: 'vault_steward_items_stale',
    help: 'Known things that the last scan did not see, and of which nobody knows that they are gone.',
    type: 'gauge',
    labels: ['cluster'],
  },
  {
    name: 'vault_steward_item_series_left_out',
    help: 'Series of single things that are left out, since there would be more than expiry.metrics.seriesLimit.',
    type: 'gauge',
    labels: ['cluster'],
  },
  {
    name: 'vault_steward_expiry_problems',
    help: 'Problems of the last scan, by reason.',
    type: 'gauge',
    labels: ['cluster', 'reason'],
  },
  {
    name: 'vault_steward_expiry_scan_duration_seconds',
    help: 'How long the last scan took.',
    type: 'gauge',
    labels: ['cluster'],
  },
  {
    name: 'vault_steward_expiry_scan_last_success_timestamp_seconds',
    help: 'When the last scan began that could look at the cluster; its age is time() less this.',
    type: 'gauge',
    labels: ['cluster'],
  },
  {
    name: 'vault_steward_expiry_scan_complete',
    help: '1 when the last scan looked at everything that the login may look at, else 0.',
    type: 'gauge',
    labels: ['cluster'],
  },
];
