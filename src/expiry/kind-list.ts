import type { ExpiryKind } from './kind.ts';
import { approleSecretId } from './kinds/approle-secret-id.ts';
import { entity } from './kinds/entity.ts';
import { kv } from './kinds/kv.ts';
import { listenerCertificate } from './kinds/listener-certificate.ts';
import { ownLogin } from './kinds/own-login.ts';
import { pkiCertificate } from './kinds/pki-certificate.ts';
import { pkiCrl } from './kinds/pki-crl.ts';
import { pkiIssuer } from './kinds/pki-issuer.ts';

/** Everything that is looked at for its end; the first is asked before the others. */
export const kindList = [
  kv,
  approleSecretId,
  listenerCertificate,
  ownLogin,
  pkiIssuer,
  pkiCertificate,
  pkiCrl,
  entity,
] as const satisfies readonly ExpiryKind[];

export const kindNames = kindList.map(({ name }) => name);
