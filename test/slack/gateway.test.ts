import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleWorkspace } from '../../sandbox/local-slack/sample-workspace.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import { minuteMs } from '../../src/lib/times.ts';
import { homeView, modal, section } from '../../src/slack/blocks.ts';
import { plainMessage } from '../../src/slack/failure-message.ts';
import { createGateway } from '../../src/slack/gateway.ts';
import { neededScopes } from '../../src/slack/scopes.ts';
import type { SlackGateway } from '../../src/slack/slack-gateway.ts';
import { hasSlack, type Slack, startSlack } from '../helpers/slack.ts';

const botId = sampleWorkspace.app.botUserId;

describe.runIf(hasSlack())('the gateway', () => {
  let slack: Slack;
  let gateway: SlackGateway;
  let nowMs = 1_000_000;

  beforeAll(async () => {
    slack = await startSlack({
      manifestFile: 'manifest.yml',
      people: [
        ...sampleWorkspace.people,
        { id: 'U0GUEST', name: 'guest', realName: 'A guest', email: 'guest@example.com', kind: 'guest' },
        { id: 'U0ROBOT', name: 'robot', realName: 'A robot', kind: 'bot' },
      ],
      channels: [
        ...sampleWorkspace.channels,
        { id: 'C0SHARED', name: 'with-a-partner', kind: 'shared', members: [botId] },
        { id: 'C0ELSE', name: 'somewhere-else', members: [] },
        { id: 'C0HIDDEN', name: 'hidden', kind: 'private', members: [] },
      ],
    });
  });
  afterAll(() => slack?.stop());
  beforeEach(async () => {
    await slack.reset();
    gateway = createGateway({
      environment: { slackBotToken: slack.botToken, slackApiUrl: slack.apiUrl, production: true },
      log: silentLogger,
      now: () => new Date(nowMs),
    });
  });

  test('says who we are and what we may', async () => {
    const identity = await gateway.identity();
    expect(identity).toMatchObject({ teamId: 'T0EXAMPLE', botUserId: botId });
    expect([...identity.scopes].sort()).toEqual(neededScopes());
    expect(await gateway.botUserId()).toBe(botId);
  });

  test('tells members from guests and bots, and gives nobody else’s mail', async () => {
    expect(await gateway.user('U0DANA')).toMatchObject({
      id: 'U0DANA',
      fullMember: true,
      email: 'dana@example.com',
      timeZone: 'Europe/Prague',
    });
    expect(await gateway.user('U0GUEST')).toMatchObject({ fullMember: false, email: undefined });
    expect(await gateway.user('U0ROBOT')).toMatchObject({ fullMember: false });
    expect(await gateway.user(botId)).toMatchObject({ fullMember: false });
    expect(await gateway.user('U0NOBODY')).toBeUndefined();
  });

  test('lists the user groups of a person', async () => {
    expect([...(await gateway.userGroupsOf('U0OMAR'))]).toEqual(['S0OPERATORS']);
    expect([...(await gateway.userGroupsOf('U0SARA'))]).toEqual([]);
  });

  test.each([
    ['C0GENERAL', 'public', true],
    ['C0OPERATORS', 'private', true],
    ['C0SHARED', 'shared', true],
    ['C0ELSE', 'public', false],
    ['C0HIDDEN', 'unknown', false],
    ['C0NOWHERE', 'unknown', false],
  ])('%s is %s', async (channel, kind, member) => {
    expect([await gateway.channelKind(channel), await gateway.isMember(channel)]).toEqual([kind, member]);
  });

  test('finds people by mail, the people of a group, and who is in a channel', async () => {
    expect(await gateway.userByMail('dana@example.com')).toMatchObject({ id: 'U0DANA', fullMember: true });
    expect(await gateway.userByMail('nobody@example.com')).toBeUndefined();
    expect([...((await gateway.groupMembers('S0OPERATORS')) ?? [])]).toEqual(['U0OMAR']);
    expect(await gateway.groupMembers('S0NOBODY')).toBeUndefined();
    expect(await gateway.channel('C0OPERATORS')).toMatchObject({
      name: 'platform-team',
      kind: 'private',
      isMember: true,
    });
    expect(await gateway.channel('C0NOWHERE')).toBeUndefined();
    expect(await gateway.isInChannel('C0OPERATORS', 'U0OMAR')).toBe(true);
    expect(await gateway.isInChannel('C0OPERATORS', 'U0DANA')).toBe(false);
  });

  test('knows a direct message', async () => {
    const direct = await slack.directChannel('U0DANA');
    expect([await gateway.channelKind(direct), await gateway.isMember(direct)]).toEqual(['direct', true]);
  });

  test('asks once for askers at the same time, again after a while, and again after a failure', async () => {
    const asked = () => slack.strict.calls('users.info').length;
    const before = asked();
    await Promise.all([gateway.user('U0DANA'), gateway.user('U0DANA')]);
    expect(asked() - before).toBe(1);
    nowMs += minuteMs + 1;
    slack.strict.faults.rateLimit(1, { method: 'users.info' });
    await expect(gateway.user('U0DANA')).rejects.toThrow();
    expect(await gateway.user('U0DANA')).toMatchObject({ fullMember: true });
    expect(asked() - before).toBe(3);
  });

  test('a call is tried once: the caller decides on a second', async () => {
    const before = slack.strict.calls('chat.postEphemeral').length;
    slack.strict.faults.dropAnswers('chat.postEphemeral');
    await expect(
      gateway.postEphemeral('C0GENERAL', 'U0DANA', plainMessage('only you see this')),
    ).rejects.toThrow();
    expect(slack.strict.calls('chat.postEphemeral').length - before).toBe(1);
  });

  test('shows App Home, and refuses a modal without a trigger', async () => {
    await gateway.publishHome('U0DANA', homeView([section('hello')]));
    expect(JSON.stringify(slack.homeOf('U0DANA')?.blocks)).toContain('hello');
    await expect(gateway.openView('1.2.3', modal({ title: 'x', blocks: [] }))).rejects.toThrow(/trigger/);
  });

  test('sends a file by direct message', async () => {
    await gateway.sendFile('U0DANA', {
      fileName: 'policy.hcl',
      content: new TextEncoder().encode('path "kv/metadata/*" {}'),
      title: 'Policy',
      comment: 'The policy you asked for',
    });
    const direct = await slack.directChannel('U0DANA');
    const sent = await slack.waitForMessage(direct, (one) => (one.files ?? []).length > 0);
    expect(sent.files?.[0]).toMatchObject({ name: 'policy.hcl' });
  });
});
