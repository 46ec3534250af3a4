import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { VaultAuth } from '../config/clusters.ts';
import { UserError } from '../lib/errors.ts';

/** Sends one request with the given token, or none, in the login's namespace. Not repeated. @throws VaultError */
export type Send = <T>(
  request: { method: 'GET' | 'POST'; path: string; body?: unknown; token?: string },
  schema: z.ZodType<T>,
) => Promise<T>;

/** A token as a login gave it. */
export interface Lease {
  token: string;
  /** How long it lives from now; undefined: for ever, as far as we know. */
  ttlMs: number | undefined;
  renewable: boolean;
}

/** A way to get a token. */
export interface Login {
  /** For people: `AppRole at approle/`. */
  description: string;
  /** False for a fixed token: asking again gives the same one. */
  canRepeat: boolean;
  /** @throws VaultError, UserError when what it needs is not there */
  open(send: Send): Promise<Lease>;
}

export interface LoginSecrets {
  token: string | undefined;
  roleId: string | undefined;
  secretId: string | undefined;
}

/** `auth` of a login's or a renewal's answer. A lease of 0 s never ends. */
export const AuthAnswer = z
  .object({
    auth: z.object({ client_token: z.string().min(1), lease_duration: z.number(), renewable: z.boolean() }),
  })
  .transform(({ auth }): Lease => {
    const ttlMs = auth.lease_duration === 0 ? undefined : auth.lease_duration * 1000;
    return { token: auth.client_token, ttlMs, renewable: auth.renewable };
  });

const LookupAnswer = z.object({ data: z.object({ ttl: z.number(), renewable: z.boolean().optional() }) });

/** The login of a cluster as configured. */
export function createLogin(auth: VaultAuth, secrets: LoginSecrets): Login {
  switch (auth.method) {
    case 'token':
      return auth.tokenFile === undefined
        ? tokenLogin('the token in VAULT_TOKEN', () => required(secrets.token, noToken), false)
        : tokenFileLogin(auth.tokenFile);
    case 'approle':
      return appRoleLogin(auth, secrets);
    case 'kubernetes':
      return kubernetesLogin(auth);
  }
}

const noToken =
  'There is no Vault token. Set VAULT_TOKEN, or log in with `bao login` or `vault login` and try again.';

/** A token out of a file, which somebody else may replace: read again at each login. */
export function tokenFileLogin(file: string): Login {
  return tokenLogin(`the token in ${file}`, () => readSecretFile(file, 'token'), true);
}

/** A fixed token. How long it lives is looked up; where that is not allowed, it is taken as it is. */
function tokenLogin(description: string, readToken: () => string, canRepeat: boolean): Login {
  return {
    description,
    canRepeat,
    async open(send) {
      const token = readToken();
      const { data } = await send({ method: 'GET', path: 'auth/token/lookup-self', token }, LookupAnswer);
      return {
        token,
        ttlMs: data.ttl === 0 ? undefined : data.ttl * 1000,
        renewable: data.renewable ?? false,
      };
    },
  };
}

function appRoleLogin(
  { mount, roleId, secretIdFile }: Extract<VaultAuth, { method: 'approle' }>,
  secrets: LoginSecrets,
): Login {
  return {
    description: `AppRole at ${trimSlashes(mount)}/`,
    canRepeat: true,
    open: (send) => {
      const body = {
        role_id: required(
          roleId ?? secrets.roleId,
          'There is no role id: set auth.roleId in steward.yaml, or VAULT_ROLE_ID.',
        ),
        secret_id:
          secretIdFile === undefined
            ? required(
                secrets.secretId,
                'There is no secret id: set VAULT_SECRET_ID, VAULT_SECRET_ID_FILE, or auth.secretIdFile in steward.yaml.',
              )
            : readSecretFile(secretIdFile, 'secret id'),
      };
      return send({ method: 'POST', path: `auth/${trimSlashes(mount)}/login`, body }, AuthAnswer);
    },
  };
}

function kubernetesLogin({ mount, role, tokenFile }: Extract<VaultAuth, { method: 'kubernetes' }>): Login {
  return {
    description: `Kubernetes at ${trimSlashes(mount)}/ as ${role}`,
    canRepeat: true,
    open: (send) => {
      const body = { role, jwt: readSecretFile(tokenFile, 'service account token') };
      return send({ method: 'POST', path: `auth/${trimSlashes(mount)}/login`, body }, AuthAnswer);
    },
  };
}

function trimSlashes(mount: string): string {
  return mount.replace(/^\/+|\/+$/g, '');
}

function required(value: string | undefined, problem: string): string {
  if (value === undefined) throw new UserError(problem);
  return value;
}

/** White space around a token is the most common reason for "invalid header". */
function readSecretFile(file: string, what: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UserError(`The ${what} cannot be read from ${file}.`, { cause: error });
  }
  return required(text || undefined, `The file ${file} is empty; it should hold the ${what}.`);
}
