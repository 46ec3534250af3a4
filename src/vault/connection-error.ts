import { VaultError } from './vault-error.ts';

/**
 * Errors of connections, by the codes of Node, OpenSSL and undici, in words that say what to look at.
 * https://nodejs.org/api/errors.html, https://docs.openssl.org/master/man1/openssl-verification-options/
 */
const wordsByCode: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown CA',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown CA',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown CA',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown CA',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'unknown CA',
  CERT_SIGNATURE_FAILURE: 'unknown CA',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong name',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not valid yet',
  CERT_REVOKED: 'revoked',
};

const sentences: Readonly<Record<string, string>> = {
  'unknown CA': 'its TLS certificate is signed by an unknown CA (set caFile to that CA’s certificate)',
  'wrong name': 'its TLS certificate is for another name than this address',
  expired: 'its TLS certificate has expired',
  'not valid yet': 'its TLS certificate is not valid yet (or the clock here is wrong)',
  revoked: 'its TLS certificate has been revoked',
};

const networkSentences: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there (connection refused)',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the name server does not answer',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ETIMEDOUT: 'no answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'no answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'no answer in time',
  UND_ERR_RESPONSE_EXCEEDED_SIZE: 'the answer is too large',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS (http instead of https?)',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS (http instead of https?)',
};

/** Says in a plain clause why no answer came: `its TLS certificate has expired`. */
export function describeConnectionError(thrown: unknown): string {
  const codes = codesOf(thrown);
  for (const code of codes) {
    const kind = wordsByCode[code];
    if (kind !== undefined) return sentences[kind] ?? kind;
    const sentence = networkSentences[code];
    if (sentence !== undefined) return sentence;
    if (/^ERR_SSL_.*ALERT.*(CERTIFICATE|HANDSHAKE_FAILURE|UNKNOWN_CA)/.test(code))
      return 'it wants a client certificate (clientCertificate), or another one';
    if (code.startsWith('ERR_SSL_')) return 'TLS could not be agreed upon';
  }
  return 'no connection';
}

/** What is wrong with the server's certificate: `unknown CA`, `wrong name`, `expired` …; undefined when it is not that. */
export function certificateFault(thrown: unknown): string | undefined {
  for (const code of codesOf(thrown)) if (wordsByCode[code] !== undefined) return wordsByCode[code];
  return undefined;
}

/** True when a connection was there and TLS could not be agreed upon. */
export function isTlsFault(thrown: unknown): boolean {
  return codesOf(thrown).some((code) => wordsByCode[code] !== undefined || code.startsWith('ERR_SSL_'));
}

/** True when there was a connection, or nearly: a server that restarts, a load balancer that drops idle ones. */
export function wasCut(thrown: unknown): boolean {
  const cut = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'UND_ERR_SOCKET']);
  return codesOf(thrown).some((code) => cut.has(code));
}

/** Node puts the reason into `code`, sometimes of a cause, or of several errors (one for each address tried). */
function codesOf(thrown: unknown, depth = 0): string[] {
  if (typeof thrown !== 'object' || thrown === null || depth > 4) return [];
  const { code, cause, errors } = thrown as { code?: unknown; cause?: unknown; errors?: unknown };
  return [
    ...(typeof code === 'string' ? [code] : []),
    ...codesOf(cause, depth + 1),
    ...(Array.isArray(errors) ? errors.flatMap((error) => codesOf(error, depth + 1)) : []),
  ];
}

/** A request that got no answer. */
export function toUnreachable(thrown: unknown, cluster: string): VaultError {
  return new VaultError('unreachable', `No answer: ${describeConnectionError(thrown)}`, {
    cluster,
    cause: thrown,
  });
}
