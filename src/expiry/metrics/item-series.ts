import { setImmediate as letOthers } from 'node:timers/promises';
import type { ExpiryMetricsConfig } from '../../config/expiry-metrics.ts';
import type { MetricSeries } from '../../metrics/metrics.ts';
import { hasRenewalSeries, type SeriesRow } from './metric-store.ts';
import { createServiceOf, type ServiceLabels } from './service-of.ts';

/** The gauges of single things. */
export const itemGauges = [
  'vault_secret_expiration_timestamp',
  'vault_secret_last_renewal_timestamp',
  'vault_entity_expiration_timestamp',
  'vault_entity_last_renewal_timestamp',
  'vault_steward_item_expiration_timestamp_seconds',
] as const;
export type ItemGauge = (typeof itemGauges)[number];

export interface ItemSeries {
  gauges: Record<ItemGauge, MetricSeries[]>;
  /** How many series, by cluster. */
  shown: ReadonlyMap<string, number>;
}

/** Between so many rows others get their turn: thousands of services cost time at each new mount. */
const rowsAtOnce = 100;

/** Series of single things until the limit is reached; no thing has only one of its two. */
export async function itemSeries(
  rows: AsyncIterable<SeriesRow>,
  config: ExpiryMetricsConfig,
): Promise<ItemSeries> {
  const serviceOf = createServiceOf(config);
  const gauges = Object.fromEntries(itemGauges.map((name) => [name, []])) as unknown as ItemSeries['gauges'];
  const shown = new Map<string, number>();
  let left = config.seriesLimit;
  let taken = 0;
  if (left === 0) return { gauges, shown };
  for await (const row of rows) {
    const needed = hasRenewalSeries(row) ? 2 : 1;
    if (needed > left) break;
    left -= needed;
    shown.set(row.cluster, (shown.get(row.cluster) ?? 0) + needed);
    add(gauges, row, serviceOf(row));
    if (left === 0) break;
    taken += 1;
    if (taken % rowsAtOnce === 0) await letOthers();
  }
  return { gauges, shown };
}

function add(gauges: ItemSeries['gauges'], row: SeriesRow, service: ServiceLabels): void {
  const { cluster, namespace, kind, mount, path, name, vault_id, expires_at, renewed_at } = row;
  const where = { cluster, namespace: namespaceLabel(namespace) };
  if (kind !== 'kv' && kind !== 'entity') {
    const labels = { ...where, kind, mount: withoutSlash(mount), path, name };
    gauges.vault_steward_item_expiration_timestamp_seconds.push([labels, expires_at / 1_000]);
    return;
  }
  // The exporter has an entity's id here, and its name in a label of its own.
  const monitored_path = vault_id ?? path;
  const labels = { ...service, ...where, monitored_path, mount_point: withoutSlash(mount) };
  const entity = kind === 'entity' ? { ...labels, entity_name: name } : labels;
  const what = kind === 'entity' ? 'entity' : 'secret';
  gauges[`vault_${what}_expiration_timestamp`].push([entity, expires_at / 1_000]);
  if (renewed_at !== null) gauges[`vault_${what}_last_renewal_timestamp`].push([entity, renewed_at / 1_000]);
}

/** As Vault's own metrics call it. */
export function namespaceLabel(namespace: string): string {
  return namespace === '' ? 'root' : namespace;
}

function withoutSlash(mount: string): string {
  return mount.replace(/\/$/, '');
}
