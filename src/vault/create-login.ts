import { z } from 'zod';
import type { VaultAuth } from '../config/clusters.ts';
import { appRoleLogin } from './approle-login.ts';
import { AuthAnswer, type Login, type LoginSecrets } from './login.ts';
import { readSecretFile, required, trimSlashes } from './login-inputs.ts';

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

/** A fixed token. How long it lives is looked up, which also tells whether it is good at all. */
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
