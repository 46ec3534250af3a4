/**
 * What Slack's reference says of each method that a bot like ours may call: its rate limit and the bot scopes
 * that it needs. https://docs.slack.dev/reference/methods/<method>
 */
export interface MethodFacts {
  /** https://docs.slack.dev/apis/web-api/rate-limits */
  tier: 1 | 2 | 3 | 4 | 'post' | 'special';
  /** All of these; or, in a list of lists, by kind of channel (see `scopes.ts`). */
  scopes: readonly string[] | 'history' | 'read';
  /** Called with the app-level token instead of the bot's. */
  appToken?: true;
}

const facts = (tier: MethodFacts['tier'], scopes: MethodFacts['scopes']): MethodFacts => ({ tier, scopes });

export const methodFacts: Readonly<Record<string, MethodFacts>> = {
  'apps.connections.open': { tier: 3, scopes: [], appToken: true },
  'auth.test': facts('special', []),
  'bots.info': facts(3, ['users:read']),
  'chat.delete': facts(3, ['chat:write']),
  'chat.getPermalink': facts('special', []),
  'chat.postEphemeral': facts(4, ['chat:write']),
  'chat.postMessage': facts('post', ['chat:write']),
  'chat.update': facts(3, ['chat:write']),
  'conversations.history': facts(3, 'history'),
  'conversations.info': facts(3, 'read'),
  'conversations.join': facts(3, ['channels:join']),
  'conversations.list': facts(2, 'read'),
  'conversations.members': facts(4, 'read'),
  'conversations.open': facts(3, ['im:write']),
  'conversations.replies': facts(3, 'history'),
  'files.completeUploadExternal': facts(4, ['files:write']),
  'files.delete': facts(3, ['files:write']),
  'files.getUploadURLExternal': facts(4, ['files:write']),
  'files.info': facts(4, ['files:read']),
  'reactions.add': facts(3, ['reactions:write']),
  'reactions.remove': facts(2, ['reactions:write']),
  'team.info': facts(3, ['team:read']),
  'usergroups.list': facts(2, ['usergroups:read']),
  'usergroups.users.list': facts(2, ['usergroups:read']),
  'users.conversations': facts(3, 'read'),
  'users.info': facts(4, ['users:read']),
  'users.list': facts(2, ['users:read']),
  'users.lookupByEmail': facts(3, ['users:read.email']),
  'views.open': facts(4, []),
  'views.publish': facts(4, []),
  'views.push': facts(4, []),
  'views.update': facts(4, []),
};

/**
 * Calls a minute of each tier. Slack promises at least this, says that bursts are tolerated, and not how large:
 * here a minute's worth may come at once. Posts: one a second and channel, and three at once.
 */
export const tiers = {
  1: { perSecond: 1 / 60, burst: 1 },
  2: { perSecond: 20 / 60, burst: 20 },
  3: { perSecond: 50 / 60, burst: 50 },
  4: { perSecond: 100 / 60, burst: 100 },
  special: { perSecond: 10, burst: 300 },
  post: { perSecond: 1, burst: 3 },
} as const;
