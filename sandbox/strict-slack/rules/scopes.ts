import { type ApiCall, textArgument } from '../api-call.ts';
import { methodFacts } from '../method-facts.ts';
import type { Rule } from '../rule.ts';
import type { World } from '../world.ts';

/** Scopes come from the app's manifest. The answer names what is needed and what the token has, as Slack does. */
export const scopes: Rule = {
  name: 'the scopes that the method needs, for the kind of channel at hand',
  source: 'https://docs.slack.dev/reference/scopes',
  refuse(call, world) {
    const wanted = methodFacts[call.method]?.scopes ?? [];
    const needed = typeof wanted === 'string' ? channelScopes(call, world, wanted) : wanted;
    const missing = needed.filter((scope) => !world.hasScope(scope));
    if (missing.length === 0) return undefined;
    const provided = [...world.manifest.botScopes].join(',');
    return { error: 'missing_scope', details: { needed: missing.join(','), provided } };
  },
};

/** `channels:history`, `groups:history` or `im:history`; in lists, one for each type that is asked for. */
function channelScopes(call: ApiCall, world: World, action: 'history' | 'read'): string[] {
  const channel = textArgument(call, 'channel');
  if (channel !== undefined) return [`${prefixOf(channel, world)}:${action}`];
  const prefixes: Record<string, string> = {
    public_channel: 'channels',
    private_channel: 'groups',
    im: 'im',
    mpim: 'mpim',
  };
  const types = (textArgument(call, 'types') ?? 'public_channel').split(',');
  return types.map((type) => `${prefixes[type.trim()] ?? 'channels'}:${action}`);
}

function prefixOf(channel: string, world: World): string {
  if (world.channels.isDirect(channel)) return 'im';
  return world.channels.find(channel)?.kind === 'private' ? 'groups' : 'channels';
}
