import { z } from 'zod';
import { VaultError, type VaultFailure } from './vault-error.ts';

/** An answer as it came: the body unparsed. */
export interface Answer {
  status: number;
  /** The header Retry-After, in its form of seconds. */
  retryAfterMs: number | undefined;
  /** Where a redirect points. */
  location: string | undefined;
  body: Uint8Array<ArrayBuffer>;
}

/** https://developer.hashicorp.com/vault/api-docs#http-status-codes; 503 and 429 are told apart below. */
const failureByStatus: Readonly<Record<number, VaultFailure>> = {
  400: 'invalid',
  401: 'denied',
  403: 'denied',
  404: 'notFound',
  405: 'invalid',
  412: 'unreachable',
  413: 'invalid',
  415: 'invalid',
  429: 'rateLimited',
  502: 'unreachable',
  503: 'unreachable',
  504: 'unreachable',
};

const ErrorBody = z.object({ errors: z.array(z.string()).nullish() });

/** The one table from answers to errors. Undefined for an answer that is good. */
export function toAnswerError(answer: Answer, cluster: string, address: string): VaultError | undefined {
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return undefined;
  if (status >= 300 && status < 400) return toRedirected(answer, cluster, address);
  if (isPlainHttpRefused(answer))
    return new VaultError('unreachable', 'No answer: it speaks TLS (https instead of http?)', {
      cluster,
      status,
    });
  const errors = readErrors(answer.body);
  // A load balancer's or a web server's page, or recovery mode. Vault's own 404 means that there is nothing.
  if (status === 404 && !errors)
    return new VaultError('unreachable', 'HTTP 404, but not as Vault says it', { cluster, status });
  const details = errors ?? [];
  const said = details.length === 0 ? '' : `: ${details.join('; ')}`;
  return new VaultError(failureOf(status, details), `HTTP ${status}${said}`, {
    cluster,
    status,
    details,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function failureOf(status: number, details: readonly string[]): VaultFailure {
  if (status !== 503) return failureByStatus[status] ?? 'unexpected';
  const said = details.join(' ');
  // https://openbao.org/api-docs/system/namespaces/: one namespace is locked, or has a seal of its own.
  if (/namespace is sealed|locked by an administrator/i.test(said)) return 'namespaceClosed';
  if (/\bis sealed\b/i.test(said)) return 'sealed';
  return 'unreachable';
}

function toRedirected(answer: Answer, cluster: string, address: string): VaultError {
  const target = answer.location;
  const to =
    target !== undefined && URL.canParse(target, address) ? new URL(target, address).host : 'another address';
  return new VaultError('redirected', `Redirected to ${to}, which is not followed`, {
    cluster,
    status: answer.status,
    details: [to],
  });
}

/** What Go's TLS listener says to a request without TLS. */
function isPlainHttpRefused({ status, body }: Answer): boolean {
  return status === 400 && Buffer.from(body.subarray(0, 100)).includes('HTTP request to an HTTPS server');
}

/** Vault's `errors`; undefined when the body is something else, such as a load balancer's page. */
function readErrors(body: Uint8Array): string[] | undefined {
  try {
    return ErrorBody.parse(JSON.parse(Buffer.from(body).toString('utf8'))).errors ?? [];
  } catch {
    return undefined;
  }
}
