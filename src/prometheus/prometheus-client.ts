/** One series of an instant query. */
export interface InstantSample {
  labels: Readonly<Record<string, string>>;
  /** NaN and infinities are dropped by the client: a figure that cannot be had is missing. */
  value: number;
  at: Date;
}

/** One series of a range query. */
export interface RangeSeries {
  labels: Readonly<Record<string, string>>;
  points: readonly { at: Date; value: number }[];
}

/** Prometheus' HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/). */
export interface PrometheusClient {
  /** @throws PrometheusError */
  query(expression: string, at?: Date, signal?: AbortSignal): Promise<InstantSample[]>;
  /** @throws PrometheusError */
  queryRange(
    expression: string,
    range: { from: Date; to: Date; stepSeconds: number },
    signal?: AbortSignal,
  ): Promise<RangeSeries[]>;
  /** Releases connections. */
  close(): Promise<void>;
}
