import type { ExpiryKind } from './kind.ts';
import { approleSecretId } from './kinds/approle-secret-id.ts';
import { kv } from './kinds/kv.ts';
import { listenerCertificate } from './kinds/listener-certificate.ts';
import { ownLogin } from './kinds/own-login.ts';

/** Everything that is looked at for its end. */
export const kindList: readonly ExpiryKind[] = [kv, approleSecretId, listenerCertificate, ownLogin];
