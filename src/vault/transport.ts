import type { Pool } from 'undici';
import { coerceError } from '../lib/errors.ts';
import type { Answer } from './answer-error.ts';
import { toUnreachable, wasCut } from './connection-error.ts';
import { diagnoseTls } from './diagnose-tls.ts';
import { exchange } from './exchange.ts';
import { secureContextOf } from './secure-context.ts';
import type { TlsFiles } from './tls-files.ts';
import { VaultError } from './vault-error.ts';

/** One HTTP request: everything encoded, all headers set. */
export interface TransportRequest {
  method: string;
  /** `/v1/…` with its query. */
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
  /** For the whole: connecting, waiting, reading. */
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

/** HTTP to one address over connections that are kept. Follows no redirect. */
export interface Transport {
  /**
   * @throws VaultError `unreachable` when no whole answer came in time
   * @throws the signal's reason when the caller gave up
   */
  send(request: TransportRequest): Promise<Answer>;
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;

export interface TransportOptions {
  /** The cluster's name, for errors. */
  cluster: string;
  address: string;
  tls: TlsFiles;
  /** At most so many connections at once; further requests wait. */
  connections: number;
}

/** Makes the connections of one server; none is opened before the first request. */
export function createTransport({ cluster, address, tls, connections }: TransportOptions): Transport {
  const url = new URL(address);
  const prefix = url.pathname.replace(/\/+$/, '');
  let hasAnswered = false;
  let opening: Promise<Pool> | undefined;
  const open = async (): Promise<Pool> => {
    const { default: undici } = await import('undici');
    return new undici.Pool(url.origin, {
      connections,
      // A resumed session would show the certificate of the first one, renewed or expired since.
      connect: {
        timeout: 5_000,
        maxCachedSessions: 0,
        // Reading the system's authorities takes longer than a small scan: not for an http address.
        ...(url.protocol === 'https:' ? { secureContext: secureContextOf(tls) } : {}),
      },
      // Less than the 60 s after which load balancers usually drop an idle connection without telling.
      keepAliveTimeout: 30_000,
      // Nor longer when a server says that it would wait.
      keepAliveMaxTimeout: 30_000,
      maxResponseSize: 512 * mebibyte,
    });
  };
  return {
    async send({ method, path, headers, body, timeoutMs, signal }) {
      signal?.throwIfAborted();
      let timer: NodeJS.Timeout | undefined;
      let onAbort: (() => void) | undefined;
      try {
        opening ??= open();
        const answer = await exchange(
          await opening,
          { method, path: prefix + path, headers, body },
          (giveUp) => {
            timer = setTimeout(() => giveUp(new Overdue(timeoutMs)), timeoutMs);
            onAbort = () => giveUp(coerceError(signal?.reason));
            signal?.addEventListener('abort', onAbort, { once: true });
          },
        );
        hasAnswered = true;
        return {
          status: answer.status,
          retryAfterMs: readRetryAfterMs(answer.headers['retry-after']),
          location: single(answer.headers.location),
          body: answer.body,
        };
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        if (error instanceof Overdue) throw new VaultError('unreachable', error.message, { cluster });
        const diagnosis = !hasAnswered && wasCut(error) ? await diagnoseTls(url, tls) : undefined;
        throw toUnreachable(diagnosis ?? error, cluster);
      } finally {
        clearTimeout(timer);
        if (onAbort) signal?.removeEventListener('abort', onAbort);
      }
    },
    close: async () => (await opening?.catch(() => undefined))?.destroy(),
  };
}

/** Our own limit for the whole exchange has passed. */
class Overdue extends Error {
  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs} ms`);
  }
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function readRetryAfterMs(header: string | string[] | undefined): number | undefined {
  const seconds = Number(single(header) ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
