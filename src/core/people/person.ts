/**
 * Who asks, and what that person may do. Rights are given, never assumed: a person nobody configured is a
 * developer only where the configuration says so, and guests, strangers, bots and deleted users have no role.
 */
export const roles = ['developer', 'operator', 'approver', 'stakeholder'] as const;
export type Role = (typeof roles)[number];

export interface Person {
  /** Slack user id; `terminal` for the caller of the command line, who acts with a Vault token of their own. */
  id: string;
  roles: ReadonlySet<Role>;
  /** What may stand in a secret's `owner` and mean this person: user id, user groups, mail (full members only). */
  ownerKeys: ReadonlySet<string>;
  /** IANA name from the Slack profile; undefined when unknown. */
  timeZone?: string | undefined;
}

/** The caller of a terminal command: everything their own Vault token may see, they may see. */
export const terminalPerson: Person = {
  id: 'terminal',
  roles: new Set(roles),
  ownerKeys: new Set(),
};

/** True when the person has at least one of the wanted roles. `everyone` needs none. */
export function hasRole(person: Person, wanted: readonly Role[] | 'everyone'): boolean {
  return wanted === 'everyone' || wanted.some((role) => person.roles.has(role));
}

/**
 * True for a full member of the home workspace, whatever roles the configuration gives: only they may own anything,
 * so only they have an owner key.
 */
export function isFullMember(person: Person): boolean {
  return person.ownerKeys.has(person.id);
}
