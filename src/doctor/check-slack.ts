import { neededScopes } from '../slack/scopes.ts';
import type { SlackGateway } from '../slack/slack-gateway.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { failedFinding } from './failed-finding.ts';

/** Slack takes our token, it has the scopes of the manifest, and the bot is in each channel it posts to. */
export const checkSlack: Check = {
  name: 'Slack',
  applies: ({ slack }) => slack !== undefined,
  run: async (context) => {
    const { slack, config } = context.ports;
    if (!slack) return [];
    const channels = Object.entries(config.channels).filter((entry): entry is [string, string] => !!entry[1]);
    if (config.faq.weekly.channel) channels.push(['faq.weekly', config.faq.weekly.channel]);
    for (const channel of config.faq.channels) channels.push(['faq.channels', channel]);
    const { fallbackChannel, reminders } = config.expiry;
    if (fallbackChannel) channels.push(['expiry.fallbackChannel', fallbackChannel]);
    const isMute = reminders.on && !fallbackChannel && !config.channels.operators;
    if (config.slack.dryRunChannel) channels.push(['dry run', config.slack.dryRunChannel]);
    const [scopes, ...memberships] = await Promise.all([
      checkScopes(slack),
      ...channels.map(([use, channel]) => checkChannel(slack, use, channel, context)),
    ]);
    return [scopes, ...memberships, ...(channels.length === 0 ? [noChannels] : isMute ? [noFallback] : [])];
  },
};

const noChannels: Finding = {
  name: 'Slack channels',
  ok: true,
  detail: 'No channel is configured, so nothing is posted by itself.',
  fix: 'Name them under `channels` in steward.yaml.',
};

const noFallback: Finding = {
  name: 'Slack channel for reminders',
  ok: true,
  detail: 'Nobody is told of what runs out and has no owner who can be told.',
  fix: 'Set channels.operators or expiry.fallbackChannel in steward.yaml.',
};

async function checkScopes(slack: SlackGateway): Promise<Finding> {
  const { scopes } = await slack.identity();
  const missing = neededScopes().filter((scope) => !scopes.has(scope));
  const ok = missing.length === 0;
  return {
    name: 'Slack scopes',
    ok,
    detail: ok ? 'The token has all scopes of the manifest' : `The token lacks ${missing.join(', ')}`,
    ...(ok ? {} : { fix: 'Paste manifest.yml into the app’s settings and install the app again.' }),
  };
}

async function checkChannel(
  slack: SlackGateway,
  use: string,
  channel: string,
  context: CheckContext,
): Promise<Finding> {
  const name = `Slack channel for ${use}`;
  try {
    const [member, kind] = await Promise.all([slack.isMember(channel), slack.channelKind(channel)]);
    if (!member)
      return {
        name,
        ok: false,
        detail: `The bot is not in ${channel}, so it can neither read nor post there.`,
        fix: 'In that channel, type: /invite @vault-steward',
      };
    if (kind === 'shared')
      return {
        name,
        ok: true,
        detail: `${channel} is shared with another company: no names are shown there`,
      };
    return { name, ok: true, detail: `The bot is in ${channel}` };
  } catch (error) {
    return failedFinding(name, error, context);
  }
}
