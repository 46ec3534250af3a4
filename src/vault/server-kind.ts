import { z } from 'zod';
import type { ServerKind } from './vault-client.ts';

/** What a server is, as far as requests to it differ. */
export interface ServerTraits {
  kind: ServerKind;
  version: string;
  hasNamespaces: boolean;
}

/** Without these a standby or a sealed node would answer with an error status. */
export const healthPath = 'sys/health?standbyok=true&perfstandbyok=true&sealedcode=200&uninitcode=200';

export const HealthOfAnyKind = z.object({ version: z.string(), enterprise: z.boolean().optional() });

/**
 * Tells the server from `sys/health`. HashiCorp's has `enterprise` since 1.16, before that `+ent` in its version;
 * OpenBao has neither and began with version 2. Namespaces came to OpenBao with 2.3.
 */
export function toServerTraits({ version, enterprise }: z.infer<typeof HealthOfAnyKind>): ServerTraits {
  if (enterprise ?? /\+ent/.test(version)) return { kind: 'vault-enterprise', version, hasNamespaces: true };
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (enterprise === undefined && major >= 2)
    return { kind: 'openbao', version, hasNamespaces: major > 2 || minor >= 3 };
  return { kind: 'vault-ce', version, hasNamespaces: false };
}
