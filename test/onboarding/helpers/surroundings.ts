import type { Surroundings } from '../../../src/onboarding/surroundings.ts';

/** An OpenBao on which nothing is in the way. */
export const openSurroundings: Surroundings = {
  kind: 'openbao',
  hasNamespaces: true,
  namespace: undefined,
  parentMissing: false,
  parentMounts: ['cubbyhole/', 'identity/', 'sys/'],
  authAccessor: 'auth_oidc_1',
  authType: 'oidc',
  alias: undefined,
  namesake: undefined,
  adminPolicy: undefined,
  unseen: [],
};
