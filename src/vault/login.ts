import { z } from 'zod';

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
  /** When what the login logs in with ends by itself. Only of logins that know. @throws VaultError */
  credentialEnd?(send: Send, token: string): Promise<CredentialEnd>;
}

/** The end of a secret id. `endsAt` is undefined when it never ends. */
export interface CredentialEnd {
  what: 'secret id';
  endsAt: Date | undefined;
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
