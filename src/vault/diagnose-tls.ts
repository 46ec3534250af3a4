import { connect } from 'node:tls';
import { secureContextOf } from './secure-context.ts';
import type { TlsFiles } from './tls-files.ts';

const limitMs = 1_000;

/**
 * Why a TLS server closed a new connection. With TLS 1.3 a server says that it wants a client certificate only after
 * the handshake, and the closed connection is reported before that alert is read: so we connect once more and listen.
 * Undefined when nothing more can be learned.
 */
export function diagnoseTls(url: URL, tls: TlsFiles): Promise<unknown> {
  if (url.protocol !== 'https:') return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const socket = connect({
      host,
      port: Number(url.port || 443),
      timeout: limitMs,
      secureContext: secureContextOf(tls),
    });
    const finish = (error?: unknown): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(error);
    };
    const timer = setTimeout(finish, limitMs);
    socket.once('error', finish);
    socket.once('close', () => finish());
    socket.resume();
  });
}
