import type { Config } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import { createPrometheusClient } from './create-prometheus-client.ts';
import type { PrometheusClient } from './prometheus-client.ts';

/** Undefined where no address is configured: figures from Prometheus are then missing, with that reason. */
export function openPrometheus(config: Config, environment: Environment): PrometheusClient | undefined {
  const url = config.prometheus.url ?? environment.prometheusUrl;
  if (url === undefined) return undefined;
  return createPrometheusClient({
    url,
    caFile: config.prometheus.caFile,
    username: config.prometheus.username,
    password: environment.prometheusPassword,
    token: environment.prometheusToken,
  });
}
