import { canonicalJson, type Json } from '../lib/canonical-json.ts';
import type { ServerKind } from '../vault/vault-client.ts';
import type { PlanNames } from './plan-names.ts';

/** A Vault policy as the server reads it from JSON: path → what is allowed there. */
export interface PolicyDocument {
  path: Record<string, { capabilities: string[] }>;
}

const everything = ['create', 'read', 'update', 'patch', 'delete', 'list'];

/** `scan` exists on OpenBao only; Vault refuses a policy that names it. */
function withScan(capabilities: readonly string[], kind: ServerKind): string[] {
  return kind === 'openbao' ? [...capabilities, 'scan'] : [...capabilities];
}

/** As it goes to the server: JSON made from the object, never a template. */
export function policyText(policy: PolicyDocument): string {
  return canonicalJson(policy as unknown as Json);
}

/**
 * The policy of the team's own administrators. In a namespace: everything inside it, `sudo` only where the server
 * asks for it to mount an auth method. On a server without namespaces: the KV mount below the team's name.
 * https://openbao.org/docs/concepts/policies
 */
export function teamPolicy(
  names: PlanNames,
  server: { hasNamespaces: boolean; kind: ServerKind },
): PolicyDocument {
  const capabilities = withScan(everything, server.kind);
  if (!server.hasNamespaces) return { path: { [`${names.mount}*`]: { capabilities } } };
  const area = names.areaFromIdentity;
  return {
    path: {
      [`${area}*`]: { capabilities },
      [`${area}sys/auth/*`]: { capabilities: [...capabilities, 'sudo'] },
    },
  };
}

/** Reads every secret of a KV v2 mount, lists its folders, changes nothing. */
export function readerPolicy(mount: string, kind: ServerKind): PolicyDocument {
  return {
    path: {
      [`${mount}data/*`]: { capabilities: ['read'] },
      [`${mount}metadata/*`]: { capabilities: withScan(['read', 'list'], kind) },
      [`${mount}metadata`]: { capabilities: withScan(['list'], kind) },
    },
  };
}

/** Writes new versions and reads them; destroys nothing for good. */
export function writerPolicy(mount: string, kind: ServerKind): PolicyDocument {
  return {
    path: {
      [`${mount}data/*`]: { capabilities: ['create', 'read', 'update', 'patch', 'delete'] },
      [`${mount}delete/*`]: { capabilities: ['update'] },
      [`${mount}undelete/*`]: { capabilities: ['update'] },
      [`${mount}metadata/*`]: {
        capabilities: withScan(['create', 'read', 'update', 'patch', 'list'], kind),
      },
      [`${mount}metadata`]: { capabilities: withScan(['list'], kind) },
    },
  };
}
