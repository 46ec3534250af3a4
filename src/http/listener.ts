import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { coerceError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** `GET /metrics` → handler. Nothing else is answered. */
export type Routes = Readonly<Record<string, Handler>>;

export interface Listener {
  /** `http://127.0.0.1:9937`, with the port that was really taken. */
  address: string;
  /** Ends: no new requests, idle connections closed, running ones finished within `graceMs`, then cut. */
  stop(graceMs: number): Promise<void>;
}

/** The greatest body that any of our hooks takes; more is refused before it is read. */
export const bodyLimitBytes = 2 * 1024 * 1024;

/**
 * One HTTP listener with exact routes, keyed `METHOD /path`.
 *
 * @throws Error when the port is taken
 */
export async function listen(options: {
  host: string;
  port: number;
  routes: Routes;
  log: Logger;
}): Promise<Listener> {
  const { host, port, routes, log } = options;
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    void answer(request, response, routes, log);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const bound = server.address() as AddressInfo;
  const shown = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address;
  return {
    address: `http://${shown}:${bound.port}`,
    stop: (graceMs) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: Routes,
  log: Logger,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const handler = routes[`${request.method} ${path}`];
  try {
    if (!handler) return sendText(response, 404, 'Not found\n');
    if (Number(request.headers['content-length'] ?? 0) > bodyLimitBytes)
      return sendText(response, 413, 'Too large\n');
    await handler(request, response);
  } catch (thrown) {
    log.error({ error: coerceError(thrown), path }, 'An HTTP request failed');
    if (!response.headersSent) sendText(response, 500, 'Failed; see the log\n');
    else response.destroy();
  }
}

/** Answers with plain text. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(text);
}

/** Answers with JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(value)}\n`);
}
