import { z } from 'zod';
import type { VaultAuth } from '../config/clusters.ts';
import { AuthAnswer, type CredentialEnd, type Login, type LoginSecrets, type Send } from './login.ts';
import { readSecretFile, required, trimSlashes } from './login-inputs.ts';

const Self = z.object({ data: z.object({ meta: z.object({ role_name: z.string().min(1) }) }) });
/** Null for a secret id that the role does not know. */
const SecretId = z.object({ data: z.object({ expiration_time: z.iso.datetime() }) }).nullable();

/** A role id and a secret id; the secret id is read again at each login, since somebody may have replaced it. */
export function appRoleLogin(auth: Extract<VaultAuth, { method: 'approle' }>, secrets: LoginSecrets): Login {
  const mount = `auth/${trimSlashes(auth.mount)}`;
  return {
    description: `AppRole at ${trimSlashes(auth.mount)}/`,
    canRepeat: true,
    open: (send) => {
      const body = { role_id: readRoleId(auth, secrets), secret_id: readSecretId(auth, secrets) };
      return send({ method: 'POST', path: `${mount}/login`, body }, AuthAnswer);
    },
    credentialEnd: (send, token) => readEnd(send, token, mount, readSecretId(auth, secrets)),
  };
}

/** https://openbao.org/api-docs/auth/approle/#read-approle-secret-id: whoever asks must know the secret id. */
async function readEnd(send: Send, token: string, mount: string, secretId: string): Promise<CredentialEnd> {
  const self = await send({ method: 'GET', path: 'auth/token/lookup-self', token }, Self);
  const path = `${mount}/role/${self.data.meta.role_name}/secret-id/lookup`;
  const found = await send({ method: 'POST', path, body: { secret_id: secretId }, token }, SecretId);
  const endsAt = found ? new Date(found.data.expiration_time) : undefined;
  // Year 1 is Go's zero time: it never ends.
  return { what: 'secret id', endsAt: endsAt && endsAt.getUTCFullYear() > 1 ? endsAt : undefined };
}

function readRoleId({ roleId }: { roleId?: string | undefined }, secrets: LoginSecrets): string {
  return required(
    roleId ?? secrets.roleId,
    'There is no role id: set auth.roleId in steward.yaml, or VAULT_ROLE_ID.',
  );
}

function readSecretId(
  { secretIdFile }: { secretIdFile?: string | undefined },
  secrets: LoginSecrets,
): string {
  if (secretIdFile !== undefined) return readSecretFile(secretIdFile, 'secret id');
  return required(
    secrets.secretId,
    'There is no secret id: set VAULT_SECRET_ID, VAULT_SECRET_ID_FILE, or auth.secretIdFile in steward.yaml.',
  );
}
