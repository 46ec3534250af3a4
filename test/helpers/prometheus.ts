import { afterAll } from 'vitest';
import {
  isPrometheusHere,
  type RunningPrometheus,
  type StartPrometheusOptions,
  startPrometheus as start,
} from '../../sandbox/prometheus/start-prometheus.ts';
import {
  createPrometheusClient,
  type PrometheusSettings,
} from '../../src/prometheus/create-prometheus-client.ts';
import type { PrometheusClient } from '../../src/prometheus/prometheus-client.ts';
import { describeServer } from './openbao.ts';

const endings: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(endings.map((end) => end()));
});

/** Starts a real Prometheus that asks every second, for this test file; it is stopped after its last test. */
export async function startPrometheus(options: StartPrometheusOptions = {}): Promise<RunningPrometheus> {
  const running = await start({ scrapeInterval: '1s', ...options });
  endings.push(() => running.stop());
  return running;
}

/** A client that is closed after the file's last test. */
export function prometheusClient(settings: PrometheusSettings): PrometheusClient {
  const client = createPrometheusClient(settings);
  endings.push(() => client.close());
  return client;
}

/** `describe`, skipped with a line where there is no Prometheus; with CI=true its tests run and fail instead. */
export const describePrometheus = describeServer(isPrometheusHere(), 'Prometheus (`prometheus`)');
