import { createSign, generateKeyPairSync } from 'node:crypto';
import type { RunningServer } from '../../../sandbox/openbao/start-openbao.ts';
import { type ClusterConfig, ClusterConfig as ClusterSchema } from '../../../src/config/clusters.ts';
import { OnboardingConfig } from '../../../src/config/onboarding.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import {
  onboardingReadLines,
  onboardingWriteLines,
  probeRoleBody,
  toPolicy,
} from '../../../src/onboarding/login-policies.ts';
import { probeRole } from '../../../src/onboarding/onboarding-plan.ts';
import { createLogin } from '../../../src/vault/create-login.ts';
import { createVaultClient } from '../../../src/vault/create-vault-client.ts';
import type { VaultClient } from '../../../src/vault/vault-client.ts';
import { createWithWriter, type WithWriter } from '../../../src/vault/with-writer.ts';

export interface AppRoleIds {
  roleId: string;
  secretId: string;
}

/** A server made ready for onboarding as docs/onboarding.md says, with an auth method that knows real groups. */
export interface TeamServer {
  server: RunningServer;
  cluster: ClusterConfig;
  config: OnboardingConfig;
  /** The bot's usual login, under the policy it should have. */
  reader: VaultClient;
  /** What the two AppRoles are logged in with. */
  readerIds: AppRoleIds;
  writerIds: AppRoleIds;
  withWriter: WithWriter;
  /** What the identity provider would give to somebody in these groups. */
  jwtFor(person: string, groups: readonly string[]): string;
  /** A real login by JWT, as somebody whom the identity provider puts into these groups. @returns the token */
  logInAs(person: string, groups: readonly string[]): Promise<string>;
  /** The HTTP status of one request with a token. */
  statusOf(token: string, method: string, path: string, body?: unknown): Promise<number>;
}

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Sets everything up as root: namespaces, the auth method, the two AppRoles with their policies, the token role. */
export async function prepareTeamServer(
  server: RunningServer,
  options: { parent?: string; identity?: string; onboarding?: Partial<OnboardingConfig> } = {},
): Promise<TeamServer> {
  const { parent = '', identity = '' } = options;
  for (const path of namespacesOf(parent)) {
    const cut = path.lastIndexOf('/', path.length - 2) + 1;
    await server.root({
      method: 'POST',
      path: `sys/namespaces/${path.slice(cut, -1)}`,
      namespace: path.slice(0, cut),
    });
  }
  const inIdentity = { namespace: identity };
  const post = (path: string, body: unknown) => server.root({ method: 'POST', path, body, ...inIdentity });
  await post('sys/auth/jwt', { type: 'jwt' });
  await post('auth/jwt/config', {
    jwt_validation_pubkeys: [keys.publicKey.export({ type: 'spki', format: 'pem' })],
    bound_issuer: 'test',
  });
  await post('auth/jwt/role/people', {
    role_type: 'jwt',
    user_claim: 'sub',
    groups_claim: 'groups',
    bound_audiences: ['vault'],
    token_ttl: '5m',
  });
  const config = OnboardingConfig.parse({
    cluster: 'main',
    parentNamespace: parent,
    groups: { namespace: identity, mount: 'jwt/', role: 'people' },
    writer: {},
    ...options.onboarding,
  });
  await post('sys/auth/approle', { type: 'approle' });
  await post('sys/policies/acl/bot', { policy: JSON.stringify(toPolicy(onboardingReadLines(config))) });
  await post('sys/policies/acl/bot-writer', {
    policy: JSON.stringify(toPolicy(onboardingWriteLines(config))),
  });
  await post(`auth/token/roles/${probeRole}`, probeRoleBody);
  await post('auth/approle/role/bot', { token_policies: ['bot'], token_ttl: '1h' });
  await post('auth/approle/role/bot-writer', {
    token_policies: ['bot-writer'],
    token_no_default_policy: true,
    token_ttl: '5m',
    token_max_ttl: '5m',
  });
  const idsOf = async (role: string) => ({
    roleId: (await server.root({ path: `auth/approle/role/${role}/role-id`, ...inIdentity })).data.role_id,
    secretId: (await post(`auth/approle/role/${role}/secret-id`, {})).data.secret_id,
  });
  const cluster = ClusterSchema.parse({ name: 'main', address: server.address, namespace: identity });
  const writerIds = await idsOf('bot-writer');
  const withWriter = createWithWriter({
    cluster,
    onboarding: config,
    environment: { vaultWriterRoleId: writerIds.roleId, vaultWriterSecretId: writerIds.secretId },
    log: silentLogger,
    now: () => new Date(),
  });
  if (!withWriter) throw new Error('A writer was configured');
  const readerIds = await idsOf('bot');
  const reader = createVaultClient({
    cluster: 'main',
    address: server.address,
    namespace: identity,
    tls: {},
    login: createLogin(
      { method: 'approle', mount: 'approle', roleId: readerIds.roleId },
      { token: undefined, roleId: undefined, secretId: readerIds.secretId },
    ),
    log: silentLogger,
    now: () => new Date(),
  });
  return {
    server,
    cluster,
    config,
    reader,
    readerIds,
    writerIds,
    withWriter,
    jwtFor,
    async logInAs(person, groups) {
      const jwt = jwtFor(person, groups);
      return (await post('auth/jwt/login', { role: 'people', jwt })).auth.client_token;
    },
    async statusOf(token, method, path, body) {
      const answer = await fetch(`${server.address}/v1/${path}`, {
        method,
        headers: { 'X-Vault-Token': token },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      await answer.arrayBuffer();
      return answer.status;
    },
  };
}

/** `a/b/` → `a/`, `a/b/` */
function namespacesOf(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.map((_, index) => `${names.slice(0, index + 1).join('/')}/`);
}

function jwtFor(person: string, groups: readonly string[]): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = { iss: 'test', aud: 'vault', iat: nowSeconds - 5, exp: nowSeconds + 300, sub: person, groups };
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(body)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(keys.privateKey).toString('base64url')}`;
}
