import type { Config } from '../../config/config.ts';
import type { ChannelKind } from '../../slack/slack-gateway.ts';
import type { Person } from './person.ts';

/** Who may see which secret's path, and where. Pure. */

/**
 * How much may be told in one place: `paths` with owners, `counts` per cluster, namespace and mount, or `anonymous`
 * numbers without any name, since people of other companies read along.
 */
export type Detail = 'paths' | 'counts' | 'anonymous';

/** What `expiry.pathsIn` allows in a channel of this kind. A channel nobody could look up counts as shared. */
export function detailIn(kind: ChannelKind | 'terminal', pathsIn: Config['expiry']['pathsIn']): Detail {
  switch (kind) {
    case 'terminal':
    case 'direct':
      return 'paths';
    case 'private':
      return pathsIn === 'private' ? 'paths' : 'counts';
    case 'public':
      return 'counts';
    case 'shared':
    case 'unknown':
      return 'anonymous';
  }
}

/**
 * The people and groups that an `owner` names: Slack ids (bare or as a mention), user groups, mail addresses;
 * several with commas, semicolons or spaces between them. Anything else is nobody.
 */
export function ownersIn(owner: string): ReadonlySet<string> {
  const words = owner.split(/[\s,;]+/).map((word) => word.replace(/^<[@!](?:subteam\^)?|\|[^>]*>$|>$/g, ''));
  return new Set(
    words.flatMap((word) => {
      if (/^[UWS][A-Z0-9]{2,}$/.test(word)) return [word];
      return /^[^@\s]+@[^@\s]+$/.test(word) ? [word.replace(/^mailto:/i, '').toLowerCase()] : [];
    }),
  );
}

/** True when the secret is owned by the person or by a user group of theirs. */
export function isOwner(person: Person, owner: string | null | undefined): boolean {
  if (!owner) return false;
  return [...ownersIn(owner)].some((key) => person.ownerKeys.has(key));
}

/** Operators see every secret's path, developers those they own, everybody else none. The terminal sees all. */
export function maySeePath(person: Person, owner: string | null | undefined): boolean {
  if (person.roles.has('operator')) return true;
  return person.roles.has('developer') && isOwner(person, owner);
}

/** Whether totals over secrets that are not one's own may be told: to operators and stakeholders. */
export function maySeeTotals(person: Person): boolean {
  return person.roles.has('operator') || person.roles.has('stakeholder');
}
