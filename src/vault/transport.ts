import { Pool } from 'undici';
import type { Answer } from './answer-error.ts';
import { toUnreachable, wasCut } from './connection-error.ts';
import { diagnoseTls } from './diagnose-tls.ts';
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
  const pool = new Pool(url.origin, {
    connections,
    connect: { timeout: 5_000, ...tls },
    // Less than the 60 s after which load balancers usually drop an idle connection without telling.
    keepAliveTimeout: 30_000,
    maxResponseSize: 512 * mebibyte,
  });
  return {
    async send({ method, path, headers, body, timeoutMs, signal }) {
      signal?.throwIfAborted();
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), timeoutMs);
      const giveUp = (): void => limit.abort();
      signal?.addEventListener('abort', giveUp, { once: true });
      try {
        const answer = await pool.request({
          method: method as 'GET',
          path: prefix + path,
          headers,
          body: body ?? null,
          signal: limit.signal,
          headersTimeout: 0,
          bodyTimeout: 0,
        });
        hasAnswered = true;
        return {
          status: answer.statusCode,
          retryAfterMs: readRetryAfterMs(answer.headers['retry-after']),
          location: single(answer.headers.location),
          body: new Uint8Array(await answer.body.arrayBuffer()),
        };
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        if (limit.signal.aborted)
          throw new VaultError('unreachable', `No answer within ${timeoutMs} ms`, { cluster });
        const diagnosis = !hasAnswered && wasCut(error) ? await diagnoseTls(url, tls) : undefined;
        throw toUnreachable(diagnosis ?? error, cluster);
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
      }
    },
    close: () => pool.destroy(),
  };
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function readRetryAfterMs(header: string | string[] | undefined): number | undefined {
  const seconds = Number(single(header) ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
