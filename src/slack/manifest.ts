import type { Command } from '../define-command.ts';
import { type Interaction, type ShortcutInteraction, wireId } from '../define-interaction.ts';
import { cutText } from './plain-text.ts';
import { eventScopes, neededScopes, scopeReasons } from './scopes.ts';

/** Where the public listener takes what Slack sends. */
export const slackPath = '/slack/events';

export interface ManifestOptions {
  /** The slash command: `/vault`. */
  command: string;
  commands: readonly Command[];
  interactions: readonly Interaction[];
  /** The public address in HTTP mode; without it, Socket Mode. */
  httpUrl?: string;
}

/**
 * The app's manifest (https://docs.slack.dev/reference/app-manifest), as YAML to paste into Slack: all that Slack
 * must know about the app, from the same lists that the router works from.
 */
export function manifestYaml(options: ManifestOptions): string {
  const url =
    options.httpUrl === undefined ? undefined : `${options.httpUrl.replace(/\/+$/, '')}${slackPath}`;
  const requestUrl = (indent: string): string[] =>
    url === undefined ? [] : [`${indent}request_url: ${text(url)}`];
  return [
    '# The Slack app. Made by `npm run docs` from src/slack/manifest.ts; `vault-steward manifest` prints your own.',
    '# In Slack: https://api.slack.com/apps → Create New App → From a manifest.',
    'display_information:',
    '  name: Vault Steward',
    `  description: ${text('Answers, watches and reports on HashiCorp Vault and OpenBao')}`,
    'features:',
    '  app_home:',
    '    home_tab_enabled: true',
    '    messages_tab_enabled: true',
    '    messages_tab_read_only_enabled: false',
    '  bot_user:',
    '    display_name: vault-steward',
    '    always_online: true',
    ...shortcutLines(options.interactions),
    '  slash_commands:',
    `    - command: ${text(options.command)}`,
    ...(url === undefined ? [] : [`      url: ${text(url)}`]),
    `      description: ${text('Vault: status, expiring secrets, answers, requests')}`,
    `      usage_hint: ${text(usageHint(options.commands))}`,
    '      # People and channels come as ids, so that nobody is taken for another by his name.',
    '      should_escape: true',
    'oauth_config:',
    '  scopes:',
    '    bot:',
    ...neededScopes().flatMap((scope) => [`      # ${scopeReasons[scope] ?? ''}`, `      - ${text(scope)}`]),
    'settings:',
    '  event_subscriptions:',
    ...requestUrl('    '),
    '    bot_events:',
    ...Object.keys(eventScopes).map((event) => `      - ${event}`),
    '  interactivity:',
    '    is_enabled: true',
    ...requestUrl('    '),
    '  org_deploy_enabled: false',
    `  socket_mode_enabled: ${url === undefined}`,
    '  token_rotation_enabled: false',
    '',
  ].join('\n');
}

/** manifest.yml: Socket Mode, `/vault`. */
export function standardManifest(
  commands: readonly Command[],
  features: readonly { interactions: readonly Interaction[] }[],
): string {
  const interactions = features.flatMap((feature) => feature.interactions);
  return manifestYaml({ command: '/vault', commands, interactions });
}

function shortcutLines(interactions: readonly Interaction[]): string[] {
  const shortcuts = interactions.filter(
    (interaction): interaction is ShortcutInteraction =>
      interaction.kind === 'shortcut' || interaction.kind === 'message-shortcut',
  );
  if (shortcuts.length === 0) return [];
  return [
    '  shortcuts:',
    ...shortcuts.flatMap((shortcut) => [
      `    - name: ${text(cutText(shortcut.title, 24))}`,
      `      type: ${shortcut.kind === 'shortcut' ? 'global' : 'message'}`,
      `      callback_id: ${text(wireId(shortcut))}`,
      `      description: ${text(cutText(shortcut.summary, 150))}`,
    ]),
  ];
}

/** What Slack shows while somebody types, on one line: the names, since `help` has the rest. */
function usageHint(commands: readonly Command[]): string {
  const names = commands.filter((command) => command.doors.includes('slack')).map((command) => command.name);
  return cutText(names.join(' | '), 1_000);
}

/** A JSON string is a YAML string. */
function text(value: string): string {
  return JSON.stringify(value);
}
