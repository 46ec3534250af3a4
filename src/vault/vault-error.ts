/**
 * Why a request to Vault failed, in the words the rest of the program decides on. `sealed` is the whole server;
 * `namespaceClosed` is one namespace that is locked or, on OpenBao, sealed by itself.
 */
export const vaultFailures = [
  'denied',
  'loginRefused',
  'notFound',
  'sealed',
  'namespaceClosed',
  'unreachable',
  'rateLimited',
  'invalid',
  'redirected',
  'unexpected',
] as const;
export type VaultFailure = (typeof vaultFailures)[number];

/**
 * A request to Vault failed. `message` holds Vault's own words and is for the log; what a person is told comes
 * from `failure`. Never holds a token, a header or a body.
 */
export class VaultError extends Error {
  override name = 'VaultError';
  readonly failure: VaultFailure;
  /** The cluster's name in the configuration. */
  readonly cluster: string | undefined;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** Vault's `errors` array, as it came. */
  readonly details: readonly string[];
  readonly retryAfterMs: number | undefined;

  constructor(
    failure: VaultFailure,
    message: string,
    options: {
      cluster?: string;
      status?: number;
      details?: readonly string[];
      retryAfterMs?: number;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.failure = failure;
    this.cluster = options.cluster;
    this.status = options.status;
    this.details = options.details ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }
}
