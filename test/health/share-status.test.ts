import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sampleWorkspace } from '../../sandbox/local-slack/sample-workspace.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import type { Cluster } from '../../src/core/inventory/cluster.ts';
import { statusInteractions } from '../../src/health/status-interactions.ts';
import { startOpenBao } from '../helpers/openbao.ts';
import { testCluster } from '../helpers/ports.ts';
import { hasSlack, type Slack, startSlack } from '../helpers/slack.ts';
import { startRouter } from '../slack/start-router.ts';

describe.runIf(hasSlack())('the status, shared in a channel', () => {
  let slack: Slack;
  let cluster: Cluster;
  beforeAll(async () => {
    const members = ['U0OMAR', 'U0SARA'];
    slack = await startSlack({
      channels: [
        ...sampleWorkspace.channels,
        { id: 'C0ALONE', name: 'alone', members },
        { id: 'C0PARTNER', name: 'partner', kind: 'shared', members: [...members, 'U0STEWARD'] },
      ],
    });
    cluster = testCluster(await startOpenBao());
  }, 60_000);
  beforeEach(async () => {
    await startRouter(slack, {
      config: parseConfig({ people: { operators: { users: ['U0OMAR'] } } }),
      clusters: [cluster],
      interactions: statusInteractions,
    });
  });
  afterAll(() => slack?.stop());

  const share = async (channel: string): Promise<void> => {
    const button = { action_id: 'status:share/1', block_id: 'b', value: '*' };
    const { ts } = await slack.message(channel, 'U0OMAR', 'The button stands below an answer to one person.');
    await slack.interact(channel, ts, 'U0OMAR', button);
  };

  test('is looked at anew and says who shared it', async () => {
    await share('C0GENERAL');
    const shared = await slack.waitForMessage('C0GENERAL', (one) => one.text.includes('prod: well'));
    expect(JSON.stringify(shared)).toContain('shared by <@U0OMAR>');
  });

  test.each([
    ['where the bot is not a member', 'C0ALONE', '/invite @vault-steward'],
    ['where people from outside read along', 'C0PARTNER', 'from outside'],
  ])('is not posted %s, and the person is told', async (_case, channel, words) => {
    await share(channel);
    await slack.waitForMessage(channel, (one) => one.text.includes(words));
    expect((await slack.messages(channel)).filter(({ text }) => text.includes('prod: well'))).toEqual([]);
  });
});
