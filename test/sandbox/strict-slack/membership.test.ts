import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { app, channels, people } from '../../../sandbox/local-slack/sample-workspace.ts';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { refusalOf, webClient } from './web-client.ts';

const elsewhere = { id: 'C0ELSEWHERE', name: 'elsewhere', members: [people.developer.id] };
const secret = { id: 'C0SECRET', name: 'secret', kind: 'private', members: [people.operator.id] } as const;
const partners = {
  id: 'C0PARTNERS',
  name: 'partners',
  kind: 'shared',
  members: [people.operator.id, app.botUserId],
} as const;

describe.runIf(hasSlack())('channels and their members', () => {
  let slack: Slack;
  let client: WebClient;

  beforeAll(async () => {
    slack = await startSlack({ channels: [...Object.values(channels), elsewhere, secret, partners] });
    client = webClient(slack);
  });
  afterAll(() => slack?.stop());

  test.each([
    ['history', () => client.conversations.history({ channel: elsewhere.id })],
    ['replies', () => client.conversations.replies({ channel: elsewhere.id, ts: '1.000001' })],
    ['a post', () => client.chat.postMessage({ channel: elsewhere.id, text: 'hi' })],
    [
      'an ephemeral post',
      () => client.chat.postEphemeral({ channel: elsewhere.id, user: people.developer.id, text: 'hi' }),
    ],
    [
      'a reaction',
      () => client.reactions.add({ channel: elsewhere.id, timestamp: '1.000001', name: 'eyes' }),
    ],
  ])('not_in_channel for %s in a public channel without the bot', async (_name, call) => {
    expect(await refusalOf(call())).toMatchObject({ error: 'not_in_channel' });
  });

  test.each([
    ['history', () => client.conversations.history({ channel: secret.id })],
    ['a post', () => client.chat.postMessage({ channel: secret.id, text: 'hi' })],
    ['a look', () => client.conversations.info({ channel: secret.id })],
    ['its members', () => client.conversations.members({ channel: secret.id })],
    ['an unknown id', () => client.chat.postMessage({ channel: 'C0NOWHERE', text: 'hi' })],
  ])('channel_not_found for %s of a private channel without the bot', async (_name, call) => {
    expect(await refusalOf(call())).toMatchObject({ error: 'channel_not_found' });
  });

  test('a public channel can be looked up without being in it', async () => {
    const { channel } = await client.conversations.info({ channel: elsewhere.id });
    expect(channel).toMatchObject({ is_member: false, is_private: false, is_ext_shared: false });
    const { members } = await client.conversations.members({ channel: elsewhere.id });
    expect(members).toEqual([people.developer.id]);
  });

  test('a channel tells its kind', async () => {
    expect((await client.conversations.info({ channel: partners.id })).channel).toMatchObject({
      is_ext_shared: true,
      is_private: false,
    });
    expect((await client.conversations.info({ channel: channels.approvals.id })).channel).toMatchObject({
      is_private: true,
      is_member: true,
    });
    const { channel: direct } = await client.conversations.open({ users: people.developer.id });
    expect((await client.conversations.info({ channel: String(direct?.id) })).channel).toMatchObject({
      is_im: true,
      user: people.developer.id,
    });
  });

  test('lists: private channels only where the bot is, one page at a time', async () => {
    const types = 'public_channel,private_channel';
    const all = await client.conversations.list({ types });
    const names = all.channels?.map((channel) => channel.name);
    expect(names).toContain('elsewhere');
    expect(names).not.toContain('secret');
    const mine = await client.users.conversations({ types });
    expect(mine.channels?.map((channel) => channel.name)).not.toContain('elsewhere');
    const first = await client.conversations.list({ types, limit: 2 });
    const second = await client.conversations.list({
      types,
      limit: 2,
      cursor: String(first.response_metadata?.next_cursor),
    });
    expect([...(first.channels ?? []), ...(second.channels ?? [])].map((channel) => channel.name)).toEqual(
      names?.slice(0, 4),
    );
  });

  test('joining opens a public channel, and nothing else', async () => {
    await client.conversations.join({ channel: elsewhere.id });
    await client.chat.postMessage({ channel: elsewhere.id, text: 'now I may' });
    const again = await client.conversations.join({ channel: elsewhere.id });
    expect(again.warning).toBe('already_in_channel');
    slack.strict.world.channels.removeBot(elsewhere.id);
    expect(
      await refusalOf(client.chat.postMessage({ channel: elsewhere.id, text: 'thrown out' })),
    ).toMatchObject({ error: 'not_in_channel' });
  });

  test('a person in place of a channel only where Slack takes one', async () => {
    const posted = await client.chat.postMessage({ channel: people.developer.id, text: 'hello Dana' });
    expect(posted.channel).toMatch(/^D/);
    expect(
      await refusalOf(
        client.chat.update({ channel: people.developer.id, ts: String(posted.ts), text: 'edited' }),
      ),
    ).toMatchObject({ error: 'channel_not_found' });
    await client.chat.update({ channel: String(posted.channel), ts: String(posted.ts), text: 'edited' });
    const { messages } = await client.conversations.history({ channel: String(posted.channel) });
    expect(messages?.map((message) => message.text)).toEqual(['edited']);
  });

  test('ephemeral messages reach members only', async () => {
    const channel = channels.approvals.id;
    expect(
      await refusalOf(client.chat.postEphemeral({ channel, user: people.developer.id, text: 'psst' })),
    ).toMatchObject({ error: 'user_not_in_channel' });
    await client.chat.postEphemeral({ channel, user: people.operator.id, text: 'psst' });
  });
});
