import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { people, userGroups } from '../../../sandbox/local-slack/sample-workspace.ts';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { refusalOf, webClient } from './web-client.ts';

const manifest = `
display_information: { name: vault-steward }
features:
  slash_commands: [{ command: /vault, description: x, should_escape: true }]
oauth_config: { scopes: { bot: [chat:write, channels:history, users:read, commands] } }
settings:
  event_subscriptions: { bot_events: [app_mention] }
`;

const others = [
  { id: 'U0GUEST', name: 'gus', realName: 'Gus', kind: 'guest' },
  { id: 'U0ULTRA', name: 'uli', realName: 'Uli', kind: 'single-channel-guest' },
  { id: 'U0STRANGER', name: 'stan', realName: 'Stan', email: 'stan@other.example', kind: 'stranger' },
  { id: 'U0ROBOT', name: 'rob', realName: 'Rob', kind: 'bot' },
  { id: 'U0GONE', name: 'greta', realName: 'Greta', email: 'greta@example.com', kind: 'deleted' },
] as const;

describe.runIf(hasSlack())('tokens, scopes and people', () => {
  let slack: Slack;
  let client: WebClient;
  let narrow: Slack;
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'));

  beforeAll(async () => {
    const manifestFile = join(folder, 'manifest.yml');
    writeFileSync(manifestFile, manifest);
    slack = await startSlack({ people: [...Object.values(people), ...others] });
    narrow = await startSlack({ manifestFile });
    client = webClient(slack);
  });
  afterAll(async () => {
    await slack?.stop();
    await narrow?.stop();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['no token', undefined, 'not_authed'],
    ['an unknown one', 'xoxb-somebody', 'invalid_auth'],
    ['the app’s in place of the bot’s', 'xapp-sample-app', 'not_allowed_token_type'],
  ])('%s is refused', async (_name, token, error) => {
    const response = await fetch(`${slack.apiUrl}auth.test`, {
      method: 'POST',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    expect(await response.json()).toEqual({ ok: false, error });
  });

  test('every answer names the scopes of the token', async () => {
    const answer = await webClient(narrow).auth.test();
    expect(answer.response_metadata?.scopes).toEqual([
      'chat:write',
      'channels:history',
      'users:read',
      'commands',
    ]);
  });

  test.each([
    ['the method’s own', () => webClient(narrow).usergroups.list(), 'usergroups:read'],
    [
      'a public channel’s',
      () => webClient(narrow).conversations.info({ channel: 'C0GENERAL' }),
      'channels:read',
    ],
    [
      'a private channel’s',
      () => webClient(narrow).conversations.history({ channel: 'C0APPROVALS' }),
      'groups:history',
    ],
  ])('missing_scope names %s scope', async (_name, call, needed) => {
    expect(await refusalOf(call())).toMatchObject({
      error: 'missing_scope',
      needed,
      provided: 'chat:write,channels:history,users:read,commands',
    });
  });

  test('mail needs a scope of its own', async () => {
    const user = people.developer.id;
    expect((await client.users.info({ user })).user?.profile?.email).toBe('dana@example.com');
    expect((await webClient(narrow).users.info({ user })).user?.profile?.email).toBeUndefined();
  });

  test.each([
    [people.developer.id, { is_restricted: false, is_bot: false, deleted: false, team_id: 'T0EXAMPLE' }],
    ['U0GUEST', { is_restricted: true, is_ultra_restricted: false }],
    ['U0ULTRA', { is_restricted: true, is_ultra_restricted: true }],
    ['U0STRANGER', { is_stranger: true, team_id: 'T0STRANGERS' }],
    ['U0ROBOT', { is_bot: true }],
    ['U0GONE', { deleted: true }],
    ['U0STEWARD', { is_bot: true }],
  ])('users.info tells what kind of person %s is', async (user, expected) => {
    expect((await client.users.info({ user })).user).toMatchObject(expected);
  });

  test('people who left are found by id, not by mail', async () => {
    expect(await refusalOf(client.users.lookupByEmail({ email: 'greta@example.com' }))).toMatchObject({
      error: 'users_not_found',
    });
    const { user } = await client.users.lookupByEmail({ email: 'Omar@Example.com' });
    expect(user?.id).toBe(people.operator.id);
    expect(await refusalOf(client.users.info({ user: 'U0NOBODY' }))).toMatchObject({
      error: 'user_not_found',
    });
  });

  test('user groups', async () => {
    const plain = await client.usergroups.list();
    expect(plain.usergroups?.map((group) => [group.handle, group.users])).toEqual([
      ['platform-team', undefined],
      ['payments', undefined],
    ]);
    const full = await client.usergroups.list({ include_users: true });
    expect(full.usergroups?.[0]?.users).toEqual([people.operator.id]);
    const { users } = await client.usergroups.users.list({ usergroup: userGroups.payments.id });
    expect(users).toEqual([people.developer.id]);
    expect(await refusalOf(client.usergroups.users.list({ usergroup: 'S0NONE' }))).toMatchObject({
      error: 'no_such_subteam',
    });
  });

  test('a method without facts is unknown', async () => {
    expect(await refusalOf(client.apiCall('chat.shout', { text: 'x' }))).toMatchObject({
      error: 'unknown_method',
    });
  });
});
