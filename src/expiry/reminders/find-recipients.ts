import type { Config } from '../../config/config.ts';
import type { SlackChannel, SlackGateway } from '../../slack/slack-gateway.ts';
import { matcherOf } from '../rules.ts';
import { readOwner } from './owner-text.ts';

/** Whom to tell: people (U…) or a channel (C…). Or why nobody can be told, as a note for the fallback channel. */
export type Recipients = { to: readonly string[] } | { why: string };

export interface RecipientPorts {
  config: Config;
  slack: Pick<SlackGateway, 'user' | 'userByMail' | 'groupMembers' | 'channel'>;
}

/** A user group larger than this is no owner: nobody feels meant, and everybody gets mail. */
const mostMembers = 25;

/**
 * Asks Slack whom an `owner` means now. A name never means anybody; a person has to be a full member, a channel has
 * to be in `expiry.channels` and not be read by another company.
 *
 * @throws what Slack's client throws: while Slack is away nobody is taken for gone
 */
export async function findRecipients(owner: string | undefined, ports: RecipientPorts): Promise<Recipients> {
  const address = readOwner(owner);
  switch (address.kind) {
    case 'none':
      return { why: 'no owner' };
    case 'several':
      return { why: 'several owners' };
    case 'unreadable':
      return { why: 'its owner is no mail and no Slack id' };
    case 'user':
      return findUser(address.id, ports);
    case 'mail':
      return findMail(address.id, ports);
    case 'group':
      return findGroup(address.id, ports);
    case 'channel':
      return findChannel(address.id, ports);
  }
}

async function findUser(id: string, { slack }: RecipientPorts): Promise<Recipients> {
  const user = await slack.user(id);
  return user?.fullMember ? { to: [user.id] } : { why: 'its owner is gone from Slack, or no full member' };
}

async function findMail(mail: string, { slack, config }: RecipientPorts): Promise<Recipients> {
  const domain = mail.split('@')[1] ?? '';
  if (!config.people.mailDomains.includes(domain))
    return { why: 'the mail domain of its owner is not in people.mailDomains' };
  const user = await slack.userByMail(mail);
  // Slack tells only full members' addresses apart from the rest: what it says is compared once more.
  if (!user?.fullMember || user.email?.toLowerCase() !== mail)
    return { why: 'its owner’s mail belongs to nobody in Slack' };
  return { to: [user.id] };
}

async function findGroup(id: string, { slack }: RecipientPorts): Promise<Recipients> {
  const members = await slack.groupMembers(id);
  if (!members) return { why: 'its owner, a user group, is not there any more' };
  if (members.size > mostMembers)
    return { why: `its owner, a user group, has more than ${mostMembers} people` };
  const users = await Promise.all([...members].map((member) => slack.user(member)));
  const to = users.flatMap((user) => (user?.fullMember ? [user.id] : [])).sort();
  return to.length > 0 ? { to } : { why: 'its owner, a user group, has nobody in it' };
}

async function findChannel(id: string, { slack, config }: RecipientPorts): Promise<Recipients> {
  const channel = await slack.channel(id);
  if (!channel) return { why: 'its owner, a channel, is not there, or the bot was not invited' };
  const why = whyNotChannel(channel, config.expiry.channels);
  if (why !== undefined) return { why };
  return channel.isMember ? { to: [id] } : { why: 'the bot was not invited to the channel that owns it' };
}

/** Why a channel cannot own secrets; undefined when it can. Pure. */
export function whyNotChannel(
  { id, name, kind }: Pick<SlackChannel, 'id' | 'name' | 'kind'>,
  allowed: readonly string[],
): string | undefined {
  if (kind === 'shared' || kind === 'unknown')
    return 'people of other companies read the channel that owns it';
  if (kind === 'direct') return 'its owner is a direct message';
  const isAllowed = allowed.some((pattern) => pattern === id || matcherOf(pattern)(name));
  return isAllowed ? undefined : 'the channel that owns it is not in expiry.channels';
}
