import type { Config } from '../../config/config.ts';
import type { SlackGateway } from '../../slack/slack-gateway.ts';
import type { MemberAddress } from './owner-address.ts';

/** The people (U…) that an address means now. Or why it means nobody, in words that follow "because". */
export type Members = { to: readonly string[] } | { why: string };

export interface MemberPorts {
  config: Pick<Config, 'people'>;
  slack: Pick<SlackGateway, 'user' | 'userByMail' | 'groupMembers'>;
}

/** A user group larger than this is no owner: nobody feels meant, and everybody gets mail. */
const mostMembers = 25;

/**
 * Asks Slack which full members an address means now: a person, a mail of `people.mailDomains`, or a user group.
 *
 * @throws what Slack's client throws: while Slack is away nobody is taken for gone
 */
export function findMembers({ kind, id }: MemberAddress, ports: MemberPorts): Promise<Members> {
  switch (kind) {
    case 'user':
      return findUser(id, ports);
    case 'mail':
      return findMail(id, ports);
    case 'group':
      return findGroup(id, ports);
  }
}

async function findUser(id: string, { slack }: MemberPorts): Promise<Members> {
  const user = await slack.user(id);
  return user?.fullMember ? { to: [user.id] } : { why: 'its owner is gone from Slack, or no full member' };
}

async function findMail(mail: string, { slack, config }: MemberPorts): Promise<Members> {
  const domain = mail.split('@')[1] ?? '';
  if (!config.people.mailDomains.includes(domain))
    return { why: 'the mail domain of its owner is not in people.mailDomains' };
  const user = await slack.userByMail(mail);
  // Slack tells only full members' addresses apart from the rest: what it says is compared once more.
  if (!user?.fullMember || user.email?.toLowerCase() !== mail)
    return { why: 'its owner’s mail belongs to nobody in Slack' };
  return { to: [user.id] };
}

async function findGroup(id: string, { slack }: MemberPorts): Promise<Members> {
  const members = await slack.groupMembers(id);
  if (!members) return { why: 'its owner, a user group, is not there any more' };
  if (members.size > mostMembers)
    return { why: `its owner, a user group, has more than ${mostMembers} people` };
  const users = await Promise.all([...members].map((member) => slack.user(member)));
  const to = users.flatMap((user) => (user?.fullMember ? [user.id] : [])).sort();
  return to.length > 0 ? { to } : { why: 'its owner, a user group, has nobody in it' };
}
