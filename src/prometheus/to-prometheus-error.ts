import { errors } from 'undici';
import { coerceError } from '../lib/errors.ts';
import { PrometheusError, type PrometheusFailure } from './prometheus-error.ts';

/** The answer of a server, as far as it says what went wrong. */
export interface FailedAnswer {
  status: number;
  /** https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview, where the body was such a one. */
  errorType: string | undefined;
  error: string | undefined;
  location: string | undefined;
}

const byErrorType: Readonly<Record<string, PrometheusFailure>> = {
  bad_data: 'badQuery',
  execution: 'badQuery',
  timeout: 'timeout',
  canceled: 'timeout',
  unavailable: 'overloaded',
};

const byStatus: Readonly<Record<number, PrometheusFailure>> = {
  400: 'badQuery',
  401: 'denied',
  403: 'denied',
  407: 'denied',
  408: 'timeout',
  422: 'badQuery',
  429: 'overloaded',
  502: 'unreachable',
  503: 'overloaded',
  504: 'timeout',
};

/** Prometheus (or what stands before it) answered, but not with a result. */
export function answerToPrometheusError(answer: FailedAnswer): PrometheusError {
  const { status, errorType, error, location } = answer;
  if (status >= 300 && status < 400)
    return new PrometheusError('redirected', `Prometheus answered ${status} and sent us to ${location}`, {
      status,
    });
  const failure = byErrorType[errorType ?? ''] ?? byStatus[status] ?? 'unexpected';
  return new PrometheusError(failure, `Prometheus answered ${status}: ${error ?? 'no reason given'}`, {
    status,
  });
}

/** No answer came: connections, name servers, certificates, time limits. */
export function throwToPrometheusError(thrown: unknown): PrometheusError {
  if (thrown instanceof PrometheusError) return thrown;
  const cause = coerceError(thrown);
  if (isTimeout(cause)) return new PrometheusError('timeout', 'Prometheus did not answer in time', { cause });
  if (cause instanceof errors.ResponseExceededMaxSizeError)
    return new PrometheusError('unexpected', 'Prometheus answered with more than we read', { cause });
  return new PrometheusError('unreachable', `Prometheus cannot be reached: ${cause.message}`, { cause });
}

function isTimeout(error: Error): boolean {
  return (
    error.name === 'TimeoutError' ||
    error instanceof errors.ConnectTimeoutError ||
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError
  );
}
