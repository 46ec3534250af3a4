import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { probeRoleBody } from '../../src/onboarding/login-policies.ts';
import { probeRole } from '../../src/onboarding/onboarding-plan.ts';
import type { RunningServer } from '../openbao/start-openbao.ts';
import { type AppRoleLogin, makeAppRole } from './bot-login.ts';

const program = fileURLToPath(new URL('../../bin/vault-steward.js', import.meta.url));

export interface DemoLogins {
  reader: AppRoleLogin;
  writer: AppRoleLogin;
}

/**
 * The bot's two logins, each under the policy that `vault-policy` writes from the live server, as an operator would
 * make them. Done after everything else is laid out, since the policy has a line for each mount.
 */
export async function makeLogins(server: RunningServer, configFile: string): Promise<DemoLogins> {
  await server.root({ method: 'POST', path: 'sys/auth/approle', body: { type: 'approle' } });
  await addGroupLogins(server);
  // With it an approved run proves that the group can work in its namespace.
  await server.root({ method: 'POST', path: `auth/token/roles/${probeRole}`, body: probeRoleBody });
  const [readerPolicy, datesPolicy, writerPolicy] = await Promise.all([
    writtenPolicy(server, configFile, []),
    writtenPolicy(server, configFile, ['--dates']),
    writtenPolicy(server, configFile, ['--writer']),
  ]);
  const reader = await makeAppRole(server, {
    name: 'vault-steward',
    policy: readerPolicy,
    addition: { name: 'vault-steward-dates', policy: datesPolicy },
    tokenTtl: '1h',
  });
  const writer = await makeAppRole(server, {
    name: 'vault-steward-writer',
    policy: writerPolicy,
    tokenTtl: '5m',
  });
  await server.root({ method: 'POST', path: `auth/token/roles/${probeRole}`, body: probeRoleBody });
  return { reader, writer };
}

/** The auth method whose groups get namespaces: JWT with a key of its own, which needs no identity provider. */
async function addGroupLogins(server: RunningServer): Promise<void> {
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await server.root({ method: 'POST', path: 'sys/auth/jwt', body: { type: 'jwt' } });
  await server.root({
    method: 'POST',
    path: 'auth/jwt/config',
    body: { jwt_validation_pubkeys: [publicKey] },
  });
  await server.root({
    method: 'POST',
    path: 'auth/jwt/role/developer',
    body: { role_type: 'jwt', user_claim: 'sub', groups_claim: 'groups', bound_audiences: ['vault'] },
  });
}

async function writtenPolicy(server: RunningServer, configFile: string, options: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, 'vault-policy', ...options, '--config', configFile],
    { env: { PATH: process.env.PATH ?? '', VAULT_TOKEN: server.rootToken } },
  );
  return stdout;
}
