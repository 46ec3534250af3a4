import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findFreePorts } from '../../../sandbox/free-ports.ts';
import { app as sampleApp } from '../../../sandbox/local-slack/sample-workspace.ts';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';

describe.runIf(hasSlack())('delivery by HTTP', () => {
  let slack: Slack;
  let receiver: HTTPReceiver;
  const heard: string[] = [];
  const retries: unknown[] = [];
  let silent = false;

  beforeAll(async () => {
    const port = await findFreePorts();
    slack = await startSlack({
      app: { ...sampleApp, requestUrl: `http://127.0.0.1:${port}/slack/events` },
    });
    slack.strict.clock.freeze();
    receiver = new HTTPReceiver({
      signingSecret: sampleApp.signingSecret,
      logLevel: LogLevel.ERROR,
      processBeforeResponse: true,
      customPropertiesExtractor: ({ headers }) => ({ retry: headers['x-slack-retry-num'] }),
    });
    const bolt = new App({
      token: sampleApp.botToken,
      receiver,
      deferInitialization: true,
      clientOptions: { slackApiUrl: slack.apiUrl },
      logLevel: LogLevel.ERROR,
    });
    bolt.message(async ({ message, context }) => {
      heard.push(String((message as { text?: string }).text));
      retries.push(context.retryNum);
      if (silent) throw new Error('not now');
    });
    bolt.error(async () => {
      throw new Error('answered with 500');
    });
    bolt.command('/vault', async ({ ack, respond, body }) => {
      await ack();
      await respond(`you said ${body.text}`);
    });
    await bolt.init();
    await receiver.start(port);
  });
  afterAll(async () => {
    await slack?.stop();
    await receiver?.stop();
  });

  test('a signed command is answered', async () => {
    await slack.command('C0GENERAL', 'U0DANA', 'hello');
    await slack.waitForMessage(
      'C0GENERAL',
      (m) => m.text === 'you said hello' && m.ephemeral_to === 'U0DANA',
    );
  });

  test('an event that fails is tried again: at once, after one minute, after five', async () => {
    silent = true;
    slack.strict.delivery.records.length = 0;
    const attempts = (count: number) =>
      expect.poll(() => slack.strict.delivery.records.length, { timeout: 9000 }).toBe(count);
    await slack.message('C0GENERAL', 'U0DANA', 'please');
    await attempts(2);
    slack.strict.clock.advance(60_000);
    await attempts(3);
    silent = false;
    slack.strict.clock.advance(300_000);
    await attempts(4);
    expect(heard).toHaveLength(4);
    expect(retries).toEqual([undefined, 1, 2, 3]);
    expect(slack.strict.delivery.records.at(-1)).toMatchObject({ attempt: 3, ack: { acknowledged: true } });
  });
});
