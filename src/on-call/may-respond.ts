import type { Config } from '../config/config.ts';
import { everybodyOnCall } from '../core/incidents/route.ts';
import type { Person } from '../core/people/person.ts';

/** Operators, and whoever is on call: a user id or a user group in `incidents.callOn`, full members only. */
export function mayRespond(person: Person, config: Config): boolean {
  return person.roles.has('operator') || everybodyOnCall(config).some((id) => person.ownerKeys.has(id));
}

export const mayNotText =
  'Only operators and those on call may do this. The platform team gives roles in the bot’s configuration.';

/** The same, and everybody with a role: what `status` shows them as well. No guest, and nobody from outside. */
export function mayList(person: Person, config: Config): boolean {
  return person.roles.size > 0 || mayRespond(person, config);
}

export const mayNotListText =
  'Only people with a role may see this. The platform team gives roles in the bot’s configuration.';
