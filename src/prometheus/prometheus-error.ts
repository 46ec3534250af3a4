/** Why a question to Prometheus failed, in the words the rest of the program decides on. */
export const prometheusFailures = [
  'unreachable',
  'timeout',
  'denied',
  'badQuery',
  'overloaded',
  'redirected',
  'unexpected',
] as const;
export type PrometheusFailure = (typeof prometheusFailures)[number];

/**
 * A question to Prometheus failed. `message` holds its own words and is for the log; what a person is told comes
 * from `failure`. Never holds a password, a token or a header.
 */
export class PrometheusError extends Error {
  override name = 'PrometheusError';
  readonly failure: PrometheusFailure;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;

  constructor(
    failure: PrometheusFailure,
    message: string,
    options: { status?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.failure = failure;
    this.status = options.status;
  }
}
