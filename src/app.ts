import type { TerminalPorts } from './cli/run-terminal.ts';
import type { Config } from './config/config.ts';
import type { Environment } from './config/environment.ts';
import { closeClusters, createClusters } from './core/inventory/create-clusters.ts';
import type { Command } from './define-command.ts';
import type { Logger } from './lib/logger.ts';
import { createPrometheusClient } from './prometheus/create-prometheus-client.ts';
import type { PrometheusClient } from './prometheus/prometheus-client.ts';
import { openStore } from './store/open-store.ts';

/** What a terminal command gets: only what it needs, opened for it alone. */
export async function openTerminalPorts(options: {
  config: Config;
  environment: Environment;
  command: Command;
  log: Logger;
  now(): Date;
  /** Where `bao login` leaves its token. */
  tokenFile: string;
}): Promise<TerminalPorts> {
  const { config, environment, command, log, now } = options;
  const clusters = command.needs.includes('vault')
    ? createClusters(config, environment, log, now, { terminalTokenFile: options.tokenFile })
    : [];
  const prometheus = command.needs.includes('prometheus') ? openPrometheus(config, environment) : undefined;
  const store = command.needs.includes('store') ? await openStore(config.store.file) : undefined;
  return {
    ports: { config, log, now, clusters, prometheus, store },
    close: async () => {
      await closeClusters(clusters);
      await prometheus?.close();
      await store?.close();
    },
  };
}

/** Undefined where no address is configured: figures from Prometheus are then missing, with that reason. */
function openPrometheus(config: Config, environment: Environment): PrometheusClient | undefined {
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
