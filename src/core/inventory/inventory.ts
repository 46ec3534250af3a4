import { VaultError, type VaultFailure } from '../../vault/vault-error.ts';

/** A namespace that the login may see. */
export interface Namespace {
  /** `''` for the root, else `a/b/`. */
  path: string;
  /** What its creator wrote down about it, owner for example. Empty where the server does not tell. */
  customMetadata: Readonly<Record<string, string>>;
  /** Its API is locked: it answers nothing. */
  locked: boolean;
}

/** A secrets engine, or an auth method, where it is mounted. */
export interface Mount {
  namespace: string;
  /** `kv/`; of an auth method `approle/`, without `auth/`. */
  path: string;
  type: string;
  /** Only of type kv. */
  kvVersion: 1 | 2 | undefined;
  accessor: string;
  description: string;
}

/** Something that could not be looked at, and costs only itself. The names are those of our JSON. */
export interface InventoryProblem {
  cluster: string;
  namespace: string;
  /** `''`: the whole namespace. */
  mount: string;
  path: string;
  problem: string;
}

const wholeServer: ReadonlySet<VaultFailure> = new Set([
  'sealed',
  'unreachable',
  'loginRefused',
  'redirected',
]);

const reasons: Readonly<Partial<Record<VaultFailure, string>>> = {
  denied: 'the login may not',
  notFound: 'it is not there any more',
  namespaceClosed: 'the namespace is locked or sealed',
  rateLimited: 'the server has had too many requests',
  invalid: 'the server refused the request',
  unexpected: 'the server’s answer made no sense',
};

/**
 * The plain reason for a failure that concerns only what was asked for. What concerns the whole server, and
 * whatever is no error of Vault, is thrown on.
 */
export function isolatedReason(error: unknown): string {
  if (!(error instanceof VaultError) || wholeServer.has(error.failure)) throw error;
  return reasons[error.failure] ?? error.failure;
}
