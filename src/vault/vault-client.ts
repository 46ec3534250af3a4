import type { ZodType } from 'zod';
import type { CredentialEnd } from './login.ts';

/**
 * What the rest of the program may ask of a Vault or OpenBao server. The implementation is the only place that
 * knows node-vault; features get this interface and never see a token.
 */

export const serverKinds = ['openbao', 'vault-ce', 'vault-enterprise'] as const;
export type ServerKind = (typeof serverKinds)[number];

export type VaultMethod = 'GET' | 'LIST' | 'SCAN' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who a write is done for: goes into the headers X-Steward-Actor and X-Steward-Request, for Vault's audit log. */
export interface WriteAttribution {
  /** Slack user id, or `terminal`. */
  actor: string;
  /** Our reference of the request, as the person sees it. */
  request: string;
}

export interface VaultRequest {
  method: VaultMethod;
  /** Below /v1/, as a person writes it: `kv/metadata/team a/db`. Encoded here, segment by segment. */
  path: string;
  /** From the root, `''` for the root itself, else `team-a/dev/`. Left out: the namespace of the configuration. */
  namespace?: string;
  query?: Readonly<Record<string, string | number | boolean>>;
  body?: unknown;
  /** A write that may be repeated after a lost answer. Reads always may. */
  idempotent?: boolean;
  timeoutMs?: number;
  signal?: AbortSignal;
  attribution?: WriteAttribution;
}

export interface VaultClient {
  /** The cluster's name in the configuration. */
  readonly cluster: string;
  readonly address: string;
  /** Of the login, and of requests that name none: `''` or `a/b/`. */
  readonly namespace: string;
  /** Asked once and remembered: Vault CE ignores the namespace header and would answer from the root. */
  serverKind(): Promise<ServerKind>;
  /** True on OpenBao and Vault Enterprise. */
  hasNamespaces(): Promise<boolean>;
  /** Logs in, unless there is a good token already: so that the time it takes can be told apart. @throws VaultError */
  logIn(): Promise<void>;
  /** When the secret id that we log in with ends; undefined where the login has none. @throws VaultError */
  credentialEnd(): Promise<CredentialEnd | undefined>;
  /**
   * One request with the bot's (or the terminal caller's) token; the answer's JSON parsed by `schema`
   * (undefined for an empty 204 answer is passed to the schema as `null`).
   * @throws VaultError
   */
  request<T>(request: VaultRequest, schema: ZodType<T>): Promise<T>;
  /**
   * The same, but the answer's body as it came, unparsed: for answers of megabytes, which are parsed in a worker
   * thread. The bytes have a buffer of their own, so that it can be transferred.
   * @throws VaultError
   */
  requestBytes(request: VaultRequest): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The `keys` of a LIST; `[]` when the server answers 404 without a word, as it does for an empty folder. A mount
   * or a namespace that is not there is an error (`notFound`).
   * @throws VaultError
   */
  list(path: string, options?: Omit<VaultRequest, 'method' | 'path' | 'body'>): Promise<string[]>;
  /** Releases connections; revokes nothing. */
  close(): Promise<void>;
}
