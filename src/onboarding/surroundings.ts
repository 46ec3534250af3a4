import type { ServerKind } from '../vault/vault-client.ts';

/** An identity group as far as the plan has to know it. */
export interface ExistingGroup {
  id: string;
  name: string;
  type: string;
  policies: readonly string[];
  /** Made by the very request that asks: a run that was interrupted finds its own work. */
  ours: boolean;
}

/**
 * What is already there on the server, as the asking login sees it. `undefined` means "is not there"; what could
 * not be seen is named in `unseen`, since a plan must not take "denied" for "absent".
 */
export interface Surroundings {
  kind: ServerKind;
  hasNamespaces: boolean;
  /** The namespace that was asked for. */
  namespace: { ours: boolean } | undefined;
  /** The namespace below which the new one is to lie does not exist. */
  parentMissing: boolean;
  /** Paths of the secrets engines beside which the namespace is to lie: `secret/`, `team-n/kv/`. */
  parentMounts: readonly string[];
  /** The accessor of the auth method; undefined when it is not mounted. */
  authAccessor: string | undefined;
  /** Its type: oidc, jwt, ldap …; undefined when it is not there or not to be seen. */
  authType: string | undefined;
  /** The group's alias at this auth method. Names of identity objects are compared without regard to case. */
  alias: { name: string; group: ExistingGroup } | undefined;
  /** A group that has the name which ours would get. */
  namesake: (ExistingGroup & { hasAlias: boolean }) | undefined;
  /** Text of the team's policy, should one with its name exist. */
  adminPolicy: string | undefined;
  /** What the login may not look at, in words. */
  unseen: readonly string[];
}
