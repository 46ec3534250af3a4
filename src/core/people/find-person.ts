import type { Config } from '../../config/config.ts';
import { UserError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { LookUpOptions, SlackGateway, SlackUser } from '../../slack/slack-gateway.ts';
import { type Person, type Role, roles } from './person.ts';

const listOf = {
  developer: 'developers',
  operator: 'operators',
  approver: 'approvers',
  stakeholder: 'stakeholders',
} as const satisfies Record<Role, keyof Config['people']>;

/**
 * Who a Slack user is to us: roles from user ids and user groups in the configuration, never from a name, a mail or
 * a channel. Guests, people of other workspaces, bots and deleted users have no role, whatever the configuration
 * says of their id.
 *
 * @param options `fresh` for whatever changes something: a right that was taken away a moment ago must not count
 * @throws UserError when Slack does not answer: without its word on membership nobody has a right
 */
export async function findPerson(
  userId: string,
  ports: { config: Config; slack: Pick<SlackGateway, 'user' | 'userGroupsOf'>; log: Logger },
  options: LookUpOptions = {},
): Promise<Person> {
  const user = await lookUp(userId, ports, options);
  if (!user?.fullMember)
    return { id: userId, roles: new Set(), ownerKeys: new Set(), timeZone: user?.timeZone };
  const groups = await groupsOf(userId, ports, options);
  return {
    id: userId,
    roles: rolesOf(userId, groups, ports.config),
    ownerKeys: new Set([userId, ...groups, ...mailKeys(user, ports.config)]),
    timeZone: user.timeZone,
  };
}

async function lookUp(
  userId: string,
  { slack, log }: { slack: Pick<SlackGateway, 'user'>; log: Logger },
  options: LookUpOptions,
): Promise<SlackUser | undefined> {
  try {
    return await slack.user(userId, options);
  } catch (error) {
    log.warn({ error }, 'Slack did not say who a user is');
    throw new UserError('Slack did not say who you are, so nothing was done. Try again in a minute.', {
      cause: error,
    });
  }
}

/** Without Slack's answer nobody is in a user group: rights by user id still hold. */
async function groupsOf(
  userId: string,
  { slack, log }: { slack: Pick<SlackGateway, 'userGroupsOf'>; log: Logger },
  options: LookUpOptions,
): Promise<ReadonlySet<string>> {
  try {
    return await slack.userGroupsOf(userId, options);
  } catch (error) {
    log.warn({ error }, 'Slack did not list the user groups, so nobody has a role by group');
    return new Set();
  }
}

function rolesOf(userId: string, groups: ReadonlySet<string>, config: Config): ReadonlySet<Role> {
  const { people } = config;
  return new Set(
    roles.filter((role) => {
      if (role === 'developer' && people.membersAreDevelopers) return true;
      const members = people[listOf[role]];
      return members.users.includes(userId) || members.userGroups.some((group) => groups.has(group));
    }),
  );
}

function mailKeys(user: SlackUser, config: Config): string[] {
  const mail = user.email?.trim().toLowerCase();
  const domain = mail?.split('@')[1];
  return mail !== undefined && domain !== undefined && config.people.mailDomains.includes(domain)
    ? [mail]
    : [];
}
