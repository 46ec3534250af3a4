/** What is asked of a server with its root token, to lay out sample data. */
export interface RootRequest {
  method?: 'GET' | 'LIST' | 'SCAN' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below /v1/, encoded by the caller where a name needs it. */
  path: string;
  body?: unknown;
  namespace?: string;
  /** Another token than the root token. */
  token?: string;
}

/** Vault's answer, its `data` mostly; null for an empty one. */
// biome-ignore lint/suspicious/noExplicitAny: sample data and tests look into answers of every shape
export type RootAnswer = any;

/**
 * Asks a server of the demo or of a test as root. Not for the program itself, which has src/vault.
 *
 * @throws Error with the status and Vault's own words
 */
export async function rootRequest(
  server: { address: string; rootToken: string },
  { method = 'GET', path, body, namespace = '', token = server.rootToken }: RootRequest,
): Promise<RootAnswer> {
  const answer = await fetch(`${server.address}/v1/${path}`, {
    method,
    headers: {
      'X-Vault-Token': token,
      'X-Vault-Request': 'true',
      'Content-Type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      ...(namespace === '' ? {} : { 'X-Vault-Namespace': Buffer.from(namespace).toString('latin1') }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${namespace}${path}: ${answer.status} ${text.trim()}`);
  return text === '' ? null : JSON.parse(text);
}
