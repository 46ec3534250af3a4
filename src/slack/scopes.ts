/**
 * Which scopes the bot needs, by what it calls and hears. A test compares the methods with the code, and
 * manifest.yml with the whole.
 */

/** Web API method → its scopes, as its page says: https://docs.slack.dev/reference/methods/<method> */
export const methodScopes = {
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'conversations.members': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  // A helper of Slack's client, over files.getUploadURLExternal and files.completeUploadExternal.
  'files.uploadV2': ['files:write'],
  'usergroups.list': ['usergroups:read'],
  'users.info': ['users:read', 'users:read.email'],
  'users.lookupByEmail': ['users:read.email'],
  'views.open': [],
  'views.publish': [],
  'views.update': [],
} as const satisfies Record<string, readonly string[]>;

/** Event of the Events API → its scope: https://docs.slack.dev/reference/events/<event> */
export const eventScopes = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
} as const satisfies Record<string, readonly string[]>;

/** What each scope is for: stands beside it in manifest.yml, for whoever has to allow it. */
export const scopeReasons: Readonly<Record<string, string>> = {
  'app_mentions:read': 'to be asked by mention, in threads too',
  'channels:history':
    'to find a post again after a crash instead of posting twice; to answer where faq.channels says so',
  'channels:read':
    'to know which channels are public or shared with other companies, and so show no path there',
  'chat:write': 'to post, and to edit and delete its own posts; only where it was invited',
  commands: 'the slash command, the shortcuts, buttons and forms',
  'files:read': 'to wait until Slack has taken a picture before the report is posted',
  'files:write': 'pictures of reports, files by direct message',
  'groups:history': 'the same as channels:history in private channels it was invited to',
  'groups:read': 'the same as channels:read for private channels it was invited to',
  'im:history': 'to be asked in direct messages',
  'im:read': 'to know a direct message from a channel',
  'im:write': 'to begin a direct message: reminders, results of requests',
  'mpim:read': 'to know a group direct message from a channel',
  'usergroups:read': 'roles by user group (people.*.userGroups), owners that are user groups',
  'users:read': 'to tell members from guests, strangers and bots, who get no role; time zones',
  'users:read.email': 'owners of secrets that are mail addresses (people.mailDomains)',
};

/** All bot scopes, sorted. The app-level token needs `connections:write` besides. */
export function neededScopes(): string[] {
  const scopes = [...Object.values(methodScopes), ...Object.values(eventScopes)].flat();
  return [...new Set<string>(['commands', ...scopes])].sort();
}
