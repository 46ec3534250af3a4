import type { InstantSample, PrometheusClient } from '../prometheus/prometheus-client.ts';
import type { DiskSpace, MetricFacts, TokenCount } from './slow-facts.ts';

/**
 * Asks Prometheus about one cluster.
 *
 * @param server the cluster's own name (`cluster_name` of sys/seal-status), which its gauges have in `cluster`
 * @param nodes `vault-1:8200`: a standby node does not know the cluster's name, and is told by its address
 * @throws PrometheusError
 */
export async function readMetrics(
  prometheus: PrometheusClient,
  server: string,
  nodes: readonly string[],
  now: Date,
  signal: AbortSignal,
): Promise<MetricFacts> {
  const expressions = expressionsFor(server, nodes);
  const names = Object.keys(expressions) as (keyof typeof expressions)[];
  const answers = await Promise.all(names.map((name) => prometheus.query(expressions[name], now, signal)));
  const told = Object.fromEntries(names.map((name, at) => [name, answers[at] ?? []])) as Record<
    keyof typeof expressions,
    InstantSample[]
  >;
  return {
    duration: pair(told.duration, told.durationWeekAgo, (nowMs, weekAgoMs) => ({ nowMs, weekAgoMs })),
    tokens: tokensOf(told.tokens, told.tokensWeekAgo, told.tokensMade),
    violations: told.violations.map(({ labels, value }) => ({
      quota: labels.name ?? '',
      namespace: namespaceOf(labels),
      count: Math.round(value),
    })),
    irrevocableLeases: told.irrevocable[0]?.value,
    leases: pair(told.leases, told.leasesWeekAgo, (count, weekAgo) => ({ count, weekAgo })),
    auditRefusals: instancesOf(told.auditRefusals),
    auditGaps: instancesOf(told.auditGaps),
    disks: disksOf(told.disks, new Set(nodes.map(hostName))),
  };
}

/**
 * Counters carry no cluster: they belong to the targets that say which cluster they are of. Gauges are taken from the
 * active node alone, since a node that lost its leadership keeps the last values it had.
 */
function expressionsFor(server: string, nodes: readonly string[]) {
  const name = JSON.stringify(server);
  const instances = JSON.stringify(nodes.map((node) => node.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('|'));
  const owner = `(vault_core_unsealed{cluster=${name}} or vault_core_unsealed{exported_cluster=${name}} or vault_core_unsealed{instance=~${instances}})`;
  const own = (expression: string): string => `(${expression} and on (job, instance) ${owner})`;
  const active = (metric: string, offset = ''): string =>
    own(`(${metric}${offset} and on (job, instance) (vault_core_active${offset} == 1))`);
  const mean = (offset: string): string =>
    `sum ${own(`rate(vault_core_handle_request_sum[1h]${offset})`)} / sum ${own(`rate(vault_core_handle_request_count[1h]${offset})`)}`;
  const byMethod = 'max by (auth_method, namespace, exported_namespace)';
  /**
   * Also what began within the time: a counter of failures is not there before the first of them. One that is missing
   * since its node was not scraped then says nothing.
   */
  const grown = (counter: string): string =>
    `((increase(${counter}[15m]) > 0) or (${counter} > 0 unless ${counter} offset 15m and on (job, instance) (up offset 15m == 1)))`;
  const week = ' offset 1w';
  return {
    duration: mean(''),
    durationWeekAgo: mean(week),
    tokens: `${byMethod} ${active('vault_token_count_by_auth')}`,
    tokensWeekAgo: `${byMethod} ${active('vault_token_count_by_auth', week)}`,
    tokensMade: `sum by (auth_method, namespace, exported_namespace, mount_point) ${own('increase(vault_token_creation[1w])')}`,
    violations: `sum by (name, namespace, exported_namespace) ${own(`(${grown('vault_quota_rate_limit_violation')} or ${grown('vault_quota_lease_count_violation')})`)}`,
    irrevocable: `max ${active('vault_expire_num_irrevocable_leases')}`,
    leases: `max ${active('vault_expire_num_leases')}`,
    leasesWeekAgo: `max ${active('vault_expire_num_leases', week)}`,
    auditRefusals: `sum by (instance) ${own(`(${grown('vault_audit_log_request_failure')} or ${grown('vault_audit_log_response_failure')})`)}`,
    auditGaps: `sum by (instance) ${own(grown('vault_audit_sink_failure'))}`,
    disks:
      'node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs"} / node_filesystem_size_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs"}',
  };
}

function instancesOf(samples: readonly InstantSample[]): string[] {
  return samples.map(({ labels }) => labels.instance ?? '').sort();
}

function pair<T>(
  now: readonly InstantSample[],
  before: readonly InstantSample[],
  make: (now: number, before: number) => T,
): T | undefined {
  const [one, other] = [now[0]?.value, before[0]?.value];
  return one === undefined || other === undefined ? undefined : make(one, other);
}

function tokensOf(
  now: readonly InstantSample[],
  before: readonly InstantSample[],
  made: readonly InstantSample[],
): TokenCount[] {
  const isSame = (one: InstantSample, other: InstantSample): boolean =>
    one.labels.auth_method === other.labels.auth_method &&
    namespaceOf(one.labels) === namespaceOf(other.labels);
  return now.map((sample) => {
    const [most] = made.filter((one) => isSame(one, sample)).sort((a, b) => b.value - a.value);
    return {
      method: sample.labels.auth_method ?? '',
      namespace: namespaceOf(sample.labels),
      count: sample.value,
      weekAgo: before.find((one) => isSame(one, sample))?.value ?? 0,
      mount: most?.labels.mount_point,
    };
  });
}

/** Where Prometheus gives its targets a `namespace` of their own, Vault's is called `exported_namespace`. */
function namespaceOf(labels: InstantSample['labels']): string {
  return labels.exported_namespace ?? labels.namespace ?? '';
}

function disksOf(samples: readonly InstantSample[], hosts: ReadonlySet<string>): DiskSpace[] {
  return samples.flatMap(({ labels: { instance = '', mountpoint = '' }, value }) => {
    const host = hostName(instance);
    return hosts.has(host) ? [{ host, mountpoint, freeRatio: value }] : [];
  });
}

function hostName(hostAndPort: string): string {
  return hostAndPort.replace(/:\d+$/, '');
}
