import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** An entry in the menu of each message. */
export interface MessageShortcut {
  callbackId: string;
  name: string;
}

/** What an app's manifest grants: https://docs.slack.dev/reference/app-manifest */
export interface AppManifest {
  botScopes: ReadonlySet<string>;
  /** `message.im`, `app_mention`, …; only these events are delivered. */
  botEvents: ReadonlySet<string>;
  /** By name, `/vault`; `everything` accepts any. */
  commands: ReadonlyMap<string, { shouldEscape: boolean }> | 'everything';
  /** callback_id of each. */
  shortcuts: ReadonlySet<string> | 'everything';
  messageShortcuts: readonly MessageShortcut[];
}

const ManifestFile = z.object({
  features: z.object({
    slash_commands: z
      .array(z.object({ command: z.string(), should_escape: z.boolean().default(false) }))
      .default([]),
    shortcuts: z
      .array(
        z.object({ callback_id: z.string(), name: z.string().default(''), type: z.string().default('') }),
      )
      .default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).default([]) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).optional(),
  }),
});

/** @throws when the file is missing, no YAML or no manifest */
export function readManifest(file: string): AppManifest {
  const manifest = ManifestFile.parse(parse(readFileSync(file, 'utf8')));
  return {
    botScopes: new Set(manifest.oauth_config.scopes.bot),
    botEvents: new Set(manifest.settings.event_subscriptions?.bot_events ?? []),
    commands: new Map(
      manifest.features.slash_commands.map(({ command, should_escape }) => [
        command,
        { shouldEscape: should_escape },
      ]),
    ),
    shortcuts: new Set(manifest.features.shortcuts.map((shortcut) => shortcut.callback_id)),
    messageShortcuts: manifest.features.shortcuts
      .filter(({ type }) => type === 'message')
      .map(({ callback_id: callbackId, name }) => ({ callbackId, name })),
  };
}

/** For tests of other things: grants what a bot like ours could want. */
export const generousManifest: AppManifest = {
  botScopes: new Set([
    'app_mentions:read',
    'bookmarks:write',
    'channels:history',
    'channels:join',
    'channels:read',
    'chat:write',
    'commands',
    'files:read',
    'files:write',
    'groups:history',
    'groups:read',
    'im:history',
    'im:read',
    'im:write',
    'pins:write',
    'reactions:read',
    'reactions:write',
    'team:read',
    'usergroups:read',
    'users:read',
    'users:read.email',
  ]),
  botEvents: new Set([
    'app_home_opened',
    'app_mention',
    'member_joined_channel',
    'message.channels',
    'message.groups',
    'message.im',
    'reaction_added',
    'reaction_removed',
  ]),
  commands: 'everything',
  shortcuts: 'everything',
  messageShortcuts: [],
};
