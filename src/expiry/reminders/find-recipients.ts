import type { Config } from '../../config/config.ts';
import { findMembers } from '../../core/people/find-members.ts';
import { readOwner } from '../../core/people/owner-address.ts';
import type { SlackChannel, SlackGateway } from '../../slack/slack-gateway.ts';
import { matcherOf } from '../rules.ts';

/** Whom to tell: people (U…) or a channel (C…). Or why nobody can be told, as a note for the fallback channel. */
export type Recipients = { to: readonly string[] } | { why: string };

export interface RecipientPorts {
  config: Config;
  slack: Pick<SlackGateway, 'user' | 'userByMail' | 'groupMembers' | 'channel'>;
}

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
    case 'channel':
      return findChannel(address.id, ports);
    default:
      return findMembers(address, ports);
  }
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
