import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onFreePorts } from '../free-ports.ts';
import { type RunningProcess, StartError, startProcess } from '../processes.ts';

/** An OpenBao or Vault to watch. The token may read `sys/metrics`. */
export interface ScrapeTarget {
  address: string;
  token: string;
}

export interface StartPrometheusOptions {
  /** All under one job, `vault`. */
  targets?: readonly ScrapeTarget[];
  /** Addresses at which a bot serves `/metrics`; job `vault-steward`. */
  stewards?: readonly string[];
  /** Alert rules, evaluated as often as scraped. */
  ruleFiles?: readonly string[];
  /** Prometheus' own default is a minute. */
  scrapeInterval?: string;
  /** Prometheus' own `--web.config.file`: TLS and basic auth (https://prometheus.io/docs/prometheus/latest/configuration/https/). */
  webConfig?: string;
  /** What was measured before: OpenMetrics text with a time at each sample and `# EOF` at the end. */
  history?: string;
}

export interface RunningPrometheus {
  /** `http://127.0.0.1:<port>`, or https with a web configuration that has TLS. */
  readonly url: string;
  readonly process: RunningProcess;
  stop(): Promise<void>;
}

/** True when `prometheus` is on PATH. */
export function isPrometheusHere(): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'prometheus')));
}

/**
 * Starts the `prometheus` on PATH on a free loopback port with data of its own, gone without a trace once stopped.
 *
 * @throws StartError
 */
export async function startPrometheus(options: StartPrometheusOptions = {}): Promise<RunningPrometheus> {
  if (!isPrometheusHere()) throw new StartError('`prometheus` is not on PATH');
  return onFreePorts(1, (port) => startOn(port, options));
}

async function startOn(port: number, options: StartPrometheusOptions): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-prometheus-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  const webConfigFile = join(folder, 'web.yml');
  let isReady = false;
  try {
    writeFileSync(join(folder, 'prometheus.yml'), scrapeConfig(folder, options));
    if (options.webConfig !== undefined) writeFileSync(webConfigFile, options.webConfig);
    if (options.history !== undefined) importHistory(folder, options.history);
    const process = await startProcess({
      command: 'prometheus',
      args: [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        '--storage.tsdb.retention.time=2y',
        `--web.listen-address=127.0.0.1:${port}`,
        ...(options.webConfig === undefined ? [] : [`--web.config.file=${webConfigFile}`]),
      ],
      folder,
      // Its own words, since the web page may want a password.
      onLine: (line) => {
        isReady ||= line.includes('Server is ready to receive web requests');
      },
      isReady: async () => isReady,
    });
    const scheme = options.webConfig?.includes('tls_server_config') ? 'https' : 'http';
    return {
      url: `${scheme}://127.0.0.1:${port}`,
      process,
      stop: async () => {
        await process.stop();
        removeFolder();
      },
    };
  } catch (error) {
    removeFolder();
    throw error;
  }
}

function scrapeConfig(
  folder: string,
  { targets = [], stewards = [], ruleFiles = [], scrapeInterval = '5s' }: StartPrometheusOptions,
): string {
  const jobs = targets.map(({ address, token }, index) => {
    const tokenFile = join(folder, `token-${index}`);
    writeFileSync(tokenFile, token, { mode: 0o600 });
    const { protocol, host } = new URL(address);
    // One job for all: relabelled, since each target has a token of its own.
    return {
      job_name: `vault-${index}`,
      scheme: protocol.replace(':', ''),
      metrics_path: '/v1/sys/metrics',
      params: { format: ['prometheus'] },
      authorization: { credentials_file: tokenFile },
      static_configs: [{ targets: [host] }],
      relabel_configs: [{ target_label: 'job', replacement: 'vault' }],
    };
  });
  // JSON is YAML.
  return JSON.stringify({
    global: {
      scrape_interval: scrapeInterval,
      scrape_timeout: scrapeInterval,
      evaluation_interval: scrapeInterval,
    },
    rule_files: ruleFiles,
    scrape_configs: [...jobs, ...stewards.map(stewardJob)],
  });
}

/** As in ops/prometheus/prometheus.yml. */
function stewardJob(address: string): object {
  return {
    job_name: 'vault-steward',
    honor_labels: true,
    static_configs: [{ targets: [new URL(address).host] }],
  };
}

function importHistory(folder: string, history: string): void {
  const historyFile = join(folder, 'history.om');
  writeFileSync(historyFile, history);
  mkdirSync(join(folder, 'data'));
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', historyFile, join(folder, 'data')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
