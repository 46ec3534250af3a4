import { connect, type PeerCertificate } from 'node:tls';
import { describeConnectionError } from './connection-error.ts';
import { secureContextOf } from './secure-context.ts';
import type { TlsFiles } from './tls-files.ts';

/** The certificate that a node's listener shows. */
export interface ListenerCertificate {
  commonName: string;
  issuer: string;
  serialNumber: string;
  notBefore: Date;
  notAfter: Date;
  /** Why it is not trusted, in a plain clause; undefined when it is. */
  distrust: string | undefined;
}

/**
 * Looks at the certificate of a TLS listener, trusted or not (an expired one is just what somebody has to see).
 * Undefined for an http address. Nothing is sent over the connection.
 *
 * @throws Error, its message a plain clause, when no TLS connection comes about within `timeoutMs`
 */
export async function readListenerCertificate(
  address: string,
  tls: TlsFiles,
  timeoutMs: number,
): Promise<ListenerCertificate | undefined> {
  const url = new URL(address);
  if (url.protocol !== 'https:') return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(url.port || 443),
      servername: /^[\d.]+$|:/.test(host) ? '' : host,
      // Trust is judged and told, not required: no token and no request goes over this connection.
      rejectUnauthorized: false,
      secureContext: secureContextOf(tls),
    });
    const fail = (cause?: unknown): void => {
      const reason = cause === undefined ? 'no answer in time' : describeConnectionError(cause);
      reject(new Error(reason, { cause }));
      socket.destroy();
    };
    socket.setTimeout(timeoutMs, () => fail());
    socket.once('error', fail);
    socket.once('secureConnect', () => {
      const distrust = socket.authorized
        ? undefined
        : describeConnectionError(asError(socket.authorizationError));
      resolve(toCertificate(socket.getPeerCertificate(), distrust));
      socket.destroy();
    });
  });
}

/** Node gives the reason as an Error or as its bare code. */
function asError(reason: unknown): unknown {
  return typeof reason === 'string' ? { code: reason } : reason;
}

function toCertificate(peer: PeerCertificate, distrust: string | undefined): ListenerCertificate {
  return {
    commonName: first(peer.subject?.CN),
    issuer: first(peer.issuer?.CN),
    serialNumber: peer.serialNumber,
    notBefore: new Date(peer.valid_from),
    notAfter: new Date(peer.valid_to),
    distrust,
  };
}

function first(name: string | string[] | undefined): string {
  return (Array.isArray(name) ? name[0] : name) ?? '';
}
