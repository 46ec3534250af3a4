import type { client } from 'node-vault';
import { type Answer, toAnswerError } from './answer-error.ts';
import type { Transport } from './transport.ts';

/** One request through node-vault: path and query encoded, headers complete. */
export interface NodeVaultRequest {
  method: string;
  /** Below /v1, with its slash in front. */
  path: string;
  headers: Record<string, string>;
  /** Sent as JSON. */
  body: unknown;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

/** Sends and checks; the good answer's body as it came. @throws VaultError */
export type SendToVault = (request: NodeVaultRequest) => Promise<Uint8Array<ArrayBuffer>>;

/** What node-vault hands to our transport: what `request` below gave it, and the address it made. */
interface TransportOptions extends NodeVaultRequest {
  uri: string;
}

/**
 * The only place that knows node-vault. It runs on our transport by its `request-promise` option, since its own
 * follows redirects with the token and keeps the token in its errors; what it would take from the environment is
 * taken away again (https://github.com/nodevault/node-vault/blob/master/src/index.js):
 *
 * - an empty token, namespace or prefix would be filled from VAULT_TOKEN, VAULT_NAMESPACE, VAULT_PREFIX;
 * - its debug output prints whole bodies, secret ids included.
 */
export function createNodeVaultSend(
  transport: Transport,
  { cluster, address }: { cluster: string; address: string },
): SendToVault {
  const send = async (options: TransportOptions): Promise<{ statusCode: number; body: Answer['body'] }> => {
    const { method, uri, headers, body, timeoutMs, signal } = options;
    const answer = await transport.send({
      method,
      path: uri.slice(placeholder.length),
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      timeoutMs,
      signal,
    });
    const error = toAnswerError(answer, cluster, address);
    if (error) throw error;
    // Whatever is good, a 202 too, is 200 for node-vault: it takes only 200 and 204.
    return { statusCode: 200, body: answer.body };
  };
  // Loaded at the first request: node-vault brings a whole HTTP client of its own, which `help` need not wait for.
  const load = async (): Promise<client> => {
    const { default: createNodeVault } = await import('node-vault');
    const made = createNodeVault({
      endpoint: placeholder,
      apiVersion: 'v1',
      debug: () => undefined,
      'request-promise': { defaults: () => send },
      // It would check of each request that it has a path and a method: a twentieth of what a request costs.
      tv4: checksNothing,
    });
    return Object.assign(made, { token: '', namespace: '', pathPrefix: '' });
  };
  let loading: Promise<client> | undefined;
  return async (request) => {
    loading ??= load();
    return (await loading).request({ ...request }) as Promise<Uint8Array<ArrayBuffer>>;
  };
}

/** In place of node-vault's validator: the types have checked the only method that is called, `request`. */
const checksNothing = Object.assign(() => true, { validate: () => true });

/** node-vault wants an address; where requests really go is the transport's business. */
const placeholder = 'vault:';
