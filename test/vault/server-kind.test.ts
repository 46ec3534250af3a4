import { expect, test } from 'vitest';
import { toServerTraits } from '../../src/vault/server-kind.ts';

test.each([
  ['openbao', true, { version: '2.7.2' }],
  ['openbao', false, { version: '2.2.1' }],
  ['openbao', true, { version: '3.0.0-beta1' }],
  ['vault-ce', false, { version: '1.21.0', enterprise: false }],
  ['vault-ce', false, { version: '1.15.2' }],
  ['vault-ce', false, { version: '2.0.1', enterprise: false }],
  ['vault-enterprise', true, { version: '1.21.0+ent', enterprise: true }],
  ['vault-enterprise', true, { version: '1.15.2+ent.hsm' }],
])('%s, namespaces %s: %j', (kind, hasNamespaces, health) => {
  expect(toServerTraits(health)).toMatchObject({ kind, hasNamespaces, version: health.version });
});
