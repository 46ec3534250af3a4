import { z } from 'zod';
import type { Logger } from '../lib/logger.ts';
import { encodePath, encodeQuery, headerValue } from './encode-path.ts';
import type { CredentialEnd, Login, Send } from './login.ts';
import { Names } from './names.ts';
import { createNodeVaultSend } from './node-vault.ts';
import { withRetries } from './retry.ts';
import { HealthOfAnyKind, healthPath, type ServerTraits, toServerTraits } from './server-kind.ts';
import { createSession, type Session } from './session.ts';
import type { TlsFiles } from './tls-files.ts';
import { createTransport, type Transport } from './transport.ts';
import type { ServerKind, VaultClient, VaultMethod, VaultRequest } from './vault-client.ts';
import { VaultError } from './vault-error.ts';

/** One request as it ended, for metrics. */
export interface RequestOutcome {
  cluster: string;
  method: VaultMethod;
  /** `ok`, or why it failed. */
  outcome: string;
  seconds: number;
}

export interface VaultClientOptions {
  cluster: string;
  address: string;
  /** Of the login, and of requests that name none. `''` or `a/b/`. */
  namespace: string;
  tls: TlsFiles;
  login: Login;
  log: Logger;
  now(): Date;
  /** Renew the token before it ends. Default true. */
  renews?: boolean;
  observe?(request: RequestOutcome): void;
}

const defaultTimeoutMs = 10_000;
const connections = 64;

/** Makes the client of one cluster. Connects and logs in at first use. */
export function createVaultClient(options: VaultClientOptions): VaultClient {
  return new NodeVaultClient(options);
}

class NodeVaultClient implements VaultClient {
  readonly cluster: string;
  readonly address: string;
  readonly namespace: string;
  readonly #observe: VaultClientOptions['observe'];
  readonly #transport: Transport;
  readonly #sendToVault: ReturnType<typeof createNodeVaultSend>;
  readonly #login: Login;
  readonly #session: Session;
  #traits: Promise<ServerTraits> | undefined;

  constructor({ login, tls, log, now, renews = true, observe, ...server }: VaultClientOptions) {
    const { cluster, address, namespace } = server;
    this.cluster = cluster;
    this.address = address;
    this.namespace = namespace;
    this.#observe = observe;
    this.#login = login;
    this.#transport = createTransport({ cluster, address, tls, connections });
    this.#sendToVault = createNodeVaultSend(this.#transport, server);
    this.#session = createSession({ cluster, login, log, now, renews, send: this.#sendForLogin });
  }

  async serverKind(): Promise<ServerKind> {
    return (await this.#askTraits()).kind;
  }

  async hasNamespaces(): Promise<boolean> {
    return (await this.#askTraits()).hasNamespaces;
  }

  async logIn(): Promise<void> {
    await this.#session.token();
  }

  async credentialEnd(): Promise<CredentialEnd | undefined> {
    return this.#login.credentialEnd?.(this.#sendForLogin, await this.#session.token());
  }

  async request<T>(request: VaultRequest, schema: z.ZodType<T>): Promise<T> {
    return this.#parse(await this.requestBytes(request), schema);
  }

  async requestBytes(request: VaultRequest): Promise<Uint8Array<ArrayBuffer>> {
    const send = async (): Promise<Uint8Array<ArrayBuffer>> => {
      await this.#checkNamespace(request.namespace ?? this.namespace);
      const token = await this.#session.token();
      try {
        return await this.#sendOnce(request, token);
      } catch (error) {
        const wasDenied = error instanceof VaultError && error.failure === 'denied';
        if (!wasDenied || !(await this.#session.recover(token))) throw error;
        return await this.#sendOnce(request, await this.#session.token());
      }
    };
    const mayRepeat = isRead(request.method) || request.idempotent === true;
    return mayRepeat ? withRetries(send, request.signal) : send();
  }

  async list(path: string, options: Omit<VaultRequest, 'method' | 'path' | 'body'> = {}): Promise<string[]> {
    try {
      const answer = await this.request({ ...options, method: 'LIST', path }, ListAnswer);
      return answer.data.keys;
    } catch (error) {
      // An empty folder: 404 without a word. A mount or a namespace that is not there says so.
      if (error instanceof VaultError && error.failure === 'notFound' && error.details.length === 0)
        return [];
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#session.close();
    await this.#transport.close();
  }

  #askTraits(): Promise<ServerTraits> {
    this.#traits ??= withRetries(() => this.#readTraits(), undefined).catch((error: unknown) => {
      this.#traits = undefined;
      throw error;
    });
    return this.#traits;
  }

  async #readTraits(): Promise<ServerTraits> {
    const bytes = await this.#sendToVault({
      method: 'GET',
      path: `/${healthPath}`,
      headers: { 'X-Vault-Request': 'true' },
      body: undefined,
      timeoutMs: defaultTimeoutMs,
      signal: undefined,
    });
    return toServerTraits(this.#parse(bytes, HealthOfAnyKind));
  }

  /** Vault CE would ignore the header and answer from the root: a request there must not be made at all. */
  async #checkNamespace(namespace: string): Promise<void> {
    if (namespace === '') return;
    const { hasNamespaces, kind, version } = await this.#askTraits();
    if (hasNamespaces) return;
    throw new VaultError('invalid', `This server (${kind} ${version}) has no namespaces`, {
      cluster: this.cluster,
      details: [namespace],
    });
  }

  async #sendOnce(request: VaultRequest, token: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
    const { method, path, query, body, timeoutMs = defaultTimeoutMs, signal } = request;
    const wire = wireMethods[method];
    const startedAt = performance.now();
    let outcome = 'ok';
    try {
      return await this.#sendToVault({
        method: wire.method,
        path: `/${encodePath(path)}${encodeQuery({ ...query, ...wire.query })}`,
        headers: headersOf(request, request.namespace ?? this.namespace, token),
        body,
        timeoutMs,
        signal,
      });
    } catch (error) {
      outcome = error instanceof VaultError ? error.failure : 'aborted';
      throw error;
    } finally {
      const seconds = (performance.now() - startedAt) / 1000;
      this.#observe?.({ cluster: this.cluster, method, outcome, seconds });
    }
  }

  /** Requests of the login itself: without the session's token, and never repeated. */
  readonly #sendForLogin: Send = async ({ token, ...request }, schema) => {
    await this.#checkNamespace(this.namespace);
    const attribution = { actor: 'vault-steward', request: 'login' };
    return this.#parse(await this.#sendOnce({ ...request, attribution }, token), schema);
  };

  #parse<T>(bytes: Uint8Array, schema: z.ZodType<T>): T {
    const { cluster } = this;
    let answer: unknown;
    try {
      answer = bytes.length === 0 ? null : JSON.parse(toText(bytes));
    } catch (error) {
      throw new VaultError('unexpected', 'The answer is not JSON', { cluster, cause: error });
    }
    const parsed = schema.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw new VaultError('unexpected', 'The answer does not have the expected shape', {
      cluster,
      details: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    });
  }
}

const ListAnswer = z.object({ data: z.object({ keys: Names }) });

/**
 * LIST and SCAN go as GET with a parameter, which means the same to the server (and in policies) and passes load
 * balancers that know only the usual methods: https://openbao.org/api-docs/#api-operations
 */
const wireMethods: Readonly<Record<VaultMethod, { method: string; query?: Record<string, true> }>> = {
  GET: { method: 'GET' },
  LIST: { method: 'GET', query: { list: true } },
  SCAN: { method: 'GET', query: { scan: true } },
  POST: { method: 'POST' },
  PUT: { method: 'PUT' },
  PATCH: { method: 'PATCH' },
  DELETE: { method: 'DELETE' },
};

/** A view on the same bytes: `Buffer.from(bytes)` would copy them. */
function toText({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
}

function isRead(method: VaultMethod): boolean {
  return method === 'GET' || method === 'LIST' || method === 'SCAN';
}

function headersOf(
  { method, body, attribution }: VaultRequest,
  namespace: string,
  token: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = { 'X-Vault-Request': 'true' };
  if (token !== undefined) headers['X-Vault-Token'] = token;
  if (namespace !== '') headers['X-Vault-Namespace'] = headerValue(namespace);
  if (body !== undefined)
    headers['Content-Type'] = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  if (!isRead(method)) {
    headers['X-Steward-Actor'] = headerValue(attribution?.actor ?? 'vault-steward');
    headers['X-Steward-Request'] = headerValue(attribution?.request ?? 'none');
  }
  return headers;
}
