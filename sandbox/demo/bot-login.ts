import { randomUUID } from 'node:crypto';
import type { RunningServer } from '../openbao/start-openbao.ts';

/** What an AppRole is logged in with. */
export interface AppRoleLogin {
  roleId: string;
  secretId: string;
}

/** An AppRole under one policy, or one and its addition, as docs/getting-started.md tells operators to make it. */
export async function makeAppRole(
  server: RunningServer,
  role: {
    name: string;
    policy: string;
    addition?: { name: string; policy: string };
    tokenTtl: string;
  },
): Promise<AppRoleLogin> {
  const policies = [role, ...(role.addition ? [role.addition] : [])];
  for (const { name, policy } of policies)
    await server.root({ method: 'PUT', path: `sys/policies/acl/${name}`, body: { policy } });
  const path = `auth/approle/role/${role.name}`;
  await server.root({
    method: 'POST',
    path,
    body: {
      token_policies: policies.map(({ name }) => name),
      token_ttl: role.tokenTtl,
      token_max_ttl: '24h',
      secret_id_ttl: '720h',
    },
  });
  const { data: roleData } = await server.root({ path: `${path}/role-id` });
  const { data: secretData } = await server.root({ method: 'POST', path: `${path}/secret-id` });
  return { roleId: roleData.role_id, secretId: secretData.secret_id };
}

/** A token that may read metrics and nothing else, for Prometheus. */
export async function makeMetricsToken(server: RunningServer): Promise<string> {
  const name = 'prometheus-metrics';
  const policy = 'path "sys/metrics" { capabilities = ["read"] }';
  await server.root({ method: 'PUT', path: `sys/policies/acl/${name}`, body: { policy } });
  const { auth } = await server.root({
    method: 'POST',
    path: 'auth/token/create-orphan',
    body: { policies: [name], period: '24h', display_name: `metrics-${randomUUID().slice(0, 8)}` },
  });
  return auth.client_token;
}
