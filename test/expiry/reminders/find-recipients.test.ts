import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleWorkspace } from '../../../sandbox/local-slack/sample-workspace.ts';
import { parseConfig } from '../../../src/config/load-config.ts';
import { findRecipients } from '../../../src/expiry/reminders/find-recipients.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { createGateway } from '../../../src/slack/gateway.ts';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';

const bot = sampleWorkspace.app.botUserId;
const crowd = Array.from({ length: 26 }, (_, index) => ({
  id: `U0CROWD${index}`,
  name: `crowd-${index}`,
  realName: `Crowd ${index}`,
}));

describe.runIf(hasSlack())('whom an owner means in Slack', () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack({
      manifestFile: 'manifest.yml',
      people: [
        ...sampleWorkspace.people,
        ...crowd,
        { id: 'U0LEFT', name: 'left', realName: 'Left', email: 'left@example.com', kind: 'deleted' },
        { id: 'U0GUEST', name: 'guest', realName: 'Guest', email: 'guest@example.com', kind: 'guest' },
        { id: 'U0FAKE', name: 'dana@example.com', realName: 'U0DANA' },
      ],
      userGroups: [
        ...sampleWorkspace.userGroups,
        { id: 'S0MIXED', handle: 'mixed', name: 'Mixed', members: ['U0SARA', 'U0LEFT', 'U0DANA', 'U0GUEST'] },
        { id: 'S0EMPTY', handle: 'empty', name: 'Empty', members: ['U0LEFT'] },
        { id: 'S0CROWD', handle: 'crowd', name: 'Crowd', members: crowd.map(({ id }) => id) },
      ],
      channels: [
        ...sampleWorkspace.channels,
        { id: 'C0TEAMA', name: 'team-a', kind: 'private', members: [bot, 'U0DANA'] },
        { id: 'C0TEAMB', name: 'team-b', kind: 'shared', members: [bot] },
        { id: 'C0TEAMC', name: 'team-c', members: ['U0DANA'] },
        { id: 'C0TEAMD', name: 'team-d', kind: 'private', members: ['U0DANA'] },
      ],
    });
  });
  afterAll(() => slack?.stop());

  function find(owner: string | undefined) {
    const config = parseConfig({
      people: { mailDomains: ['example.com'] },
      expiry: { channels: ['team-*', 'C0OPERATORS'] },
    });
    const environment = { slackBotToken: slack.botToken, slackApiUrl: slack.apiUrl, production: true };
    const gateway = createGateway({ environment, log: silentLogger, now: () => new Date() });
    return findRecipients(owner, { config, slack: gateway });
  }

  test.each([
    ['U0DANA', ['U0DANA']],
    ['DANA@example.com', ['U0DANA']],
    ['S0MIXED', ['U0DANA', 'U0SARA']],
    ['C0TEAMA', ['C0TEAMA']],
    ['C0OPERATORS', ['C0OPERATORS']],
  ])('%s', async (owner, to) => {
    expect(await find(owner)).toEqual({ to });
  });

  test.each([
    [undefined, 'no owner'],
    ['Dana (developer)', 'no mail and no Slack id'],
    ['U0DANA, U0SARA', 'several owners'],
    ['U0LEFT', 'gone from Slack'],
    ['U0NOBODY', 'gone from Slack'],
    ['U0GUEST', 'no full member'],
    ['left@example.com', 'belongs to nobody'],
    ['guest@example.com', 'belongs to nobody'],
    ['dana@evil.example', 'people.mailDomains'],
    ['S0NOBODY', 'not there any more'],
    ['S0EMPTY', 'nobody in it'],
    ['S0CROWD', 'more than 25 people'],
    ['C0GENERAL', 'not in expiry.channels'],
    ['C0TEAMB', 'other companies'],
    ['C0TEAMC', 'not invited'],
    ['C0TEAMD', 'not invited'],
    ['C0NOWHERE', 'not there'],
  ])('%s is nobody: %s', async (owner, why) => {
    expect(await find(owner)).toEqual({ why: expect.stringContaining(why) });
  });

  test('while Slack does not answer, nobody is taken for gone', async () => {
    slack.strict.faults.rateLimit(1, { method: 'users.info' });
    await expect(find('U0DANA')).rejects.toThrow();
  });
});
