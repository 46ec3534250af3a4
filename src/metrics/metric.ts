/** A metric by name; `src/metrics` alone knows prom-client. Names: `vault_steward_<thing>_<unit>[_total]`. */
export interface MetricDefinition {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  labels: readonly string[];
  /** It also carries the labels of `expiry.metrics.labels`. */
  takesConfiguredLabels?: true;
  /** A gauge that may have thousands of series: it is set by `replaceMany` only. */
  hasMany?: true;
  /** Seconds, for histograms. */
  buckets?: readonly number[];
}
