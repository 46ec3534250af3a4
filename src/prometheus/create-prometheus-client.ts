import { readFileSync } from 'node:fs';
import { Agent, errors, request } from 'undici';
import type { ZodType } from 'zod';
import { ConfigError, coerceError } from '../lib/errors.ts';
import type { InstantSample, PrometheusClient, RangeSeries } from './prometheus-client.ts';
import { PrometheusError } from './prometheus-error.ts';
import { Envelope, InstantData, RangeData } from './schema.ts';
import { answerToPrometheusError, throwToPrometheusError } from './to-prometheus-error.ts';

export interface PrometheusSettings {
  /** With its path, where there is one: `https://metrics.example.com/prometheus`. */
  url: string;
  caFile?: string | undefined;
  /** Basic auth. */
  username?: string | undefined;
  password?: string | undefined;
  /** Bearer auth; wins over basic auth. */
  token?: string | undefined;
  timeoutMs?: number;
}

const defaultTimeoutMs = 10_000;
/** A month of 15-minute points of a hundred series is about 10 MB. */
const maxAnswerBytes = 32 * 1024 * 1024;

/**
 * Prometheus over its HTTP API; Thanos, Mimir and VictoriaMetrics answer the same. Redirects are not followed,
 * since they would carry the credentials to another host.
 *
 * @throws ConfigError when the CA file cannot be read
 */
export function createPrometheusClient(settings: PrometheusSettings): PrometheusClient {
  const { timeoutMs = defaultTimeoutMs } = settings;
  const agent = new Agent({
    connect: {
      timeout: timeoutMs,
      ...(settings.caFile === undefined ? {} : { ca: readCa(settings.caFile) }),
    },
    connections: 4,
    maxResponseSize: maxAnswerBytes,
  });
  const base = new URL(`${settings.url.replace(/\/+$/, '')}/api/v1/`);
  const authorization = authorizationHeader(settings, base);
  base.username = '';
  base.password = '';

  async function ask<T>(
    path: string,
    parameters: Readonly<Record<string, string>>,
    schema: ZodType<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const url = new URL(path, base);
    url.search = new URLSearchParams({ ...parameters, timeout: `${timeoutMs}ms` }).toString();
    const limit = AbortSignal.timeout(timeoutMs);
    const get = async (): Promise<T> => {
      const answer = await request(url, {
        dispatcher: agent,
        headers: { accept: 'application/json', ...(authorization === undefined ? {} : { authorization }) },
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      const location = answer.headers.location;
      return readAnswer(answer.statusCode, await answer.body.text(), String(location ?? 'nowhere'), schema);
    };
    try {
      // A server closes kept connections when it likes, maybe just when we write: asked once more.
      return await get().catch((thrown: unknown) => {
        if (thrown instanceof errors.SocketError) return get();
        throw thrown;
      });
    } catch (thrown) {
      // The caller gave up: that is no failure of Prometheus.
      if (signal?.aborted) throw signal.reason;
      throw throwToPrometheusError(thrown);
    }
  }

  return {
    async query(expression, at, signal) {
      const time = at === undefined ? {} : { time: toSeconds(at) };
      return toInstantSamples(await ask('query', { query: expression, ...time }, InstantData, signal));
    },
    async queryRange(expression, { from, to, stepSeconds }, signal) {
      const range = { start: toSeconds(from), end: toSeconds(to), step: String(stepSeconds) };
      return toRangeSeries(await ask('query_range', { query: expression, ...range }, RangeData, signal));
    },
    close: () => agent.close(),
  };
}

function readAnswer<T>(status: number, text: string, location: string, schema: ZodType<T>): T {
  const envelope = Envelope.safeParse(parseJson(text)).data;
  if (status !== 200 || envelope?.status === 'error') {
    const { errorType, error } = envelope?.status === 'error' ? envelope : {};
    throw answerToPrometheusError({ status, errorType, error, location });
  }
  const data = schema.safeParse(envelope?.data);
  if (data.success) return data.data;
  throw new PrometheusError('unexpected', 'What answered does not speak the API of Prometheus', {
    status,
    cause: data.error,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toInstantSamples(data: InstantData): InstantSample[] {
  const samples = data.resultType === 'scalar' ? [{ metric: {}, value: data.result }] : data.result;
  return samples
    .map(({ metric, value: [seconds, text] }) => ({
      labels: metric,
      value: Number(text),
      at: new Date(seconds * 1000),
    }))
    .filter(({ value }) => Number.isFinite(value));
}

function toRangeSeries(data: RangeData): RangeSeries[] {
  return data.result
    .map(({ metric, values }) => ({
      labels: metric,
      points: values
        .map(([seconds, text]) => ({ at: new Date(seconds * 1000), value: Number(text) }))
        .filter(({ value }) => Number.isFinite(value)),
    }))
    .filter(({ points }) => points.length > 0);
}

function toSeconds(at: Date): string {
  return String(at.getTime() / 1000);
}

function authorizationHeader(settings: PrometheusSettings, url: URL): string | undefined {
  if (settings.token !== undefined) return `Bearer ${settings.token}`;
  const username = settings.username ?? decodeURIComponent(url.username);
  const password = settings.password ?? decodeURIComponent(url.password);
  if (username === '') return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new ConfigError([{ key: 'prometheus.caFile', expected: `a readable file (${file})` }], {
      cause: coerceError(thrown),
    });
  }
}
