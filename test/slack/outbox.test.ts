import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../src/lib/logger.ts';
import { md, message, section } from '../../src/slack/blocks.ts';
import { createOutbox, type OutboxOptions, type RunningOutbox } from '../../src/slack/outbox.ts';
import { hasSlack, type Slack, startSlack } from '../helpers/slack.ts';
import { openTestStore } from '../helpers/store.ts';

function words(text: string) {
  return message({ text, blocks: [section(md`${text}`)] });
}

describe.runIf(hasSlack())('outbox', () => {
  let slack: Slack;
  beforeAll(async () => {
    slack = await startSlack();
  });
  afterAll(() => slack?.stop());

  async function outboxOn(options: Partial<OutboxOptions> = {}): Promise<RunningOutbox> {
    const outbox = createOutbox({
      store: await openTestStore(),
      environment: { slackBotToken: slack.botToken, slackApiUrl: slack.apiUrl },
      log: silentLogger,
      now: () => new Date(),
      ...options,
      settings: { pollMs: 50, ...options.settings },
    });
    onTestFinished(() => outbox.stop());
    outbox.start();
    return outbox;
  }

  test('a key is posted once, however often it is enqueued', async () => {
    const outbox = await outboxOn();
    const post = { key: 'status:1', destination: { channel: 'C0STATUS' }, message: words('all is well') };
    await Promise.all([outbox.enqueue(post), outbox.enqueue(post), outbox.enqueue(post)]);
    const posted = await outbox.waitFor('status:1', 5_000);
    await outbox.enqueue(post);
    const messages = await slack.messages('C0STATUS');
    expect(messages.map((one) => [one.ts, one.text])).toEqual([[posted.ts, 'all is well']]);
    expect(await outbox.find('status:1')).toEqual({ state: 'posted', posted });
  });

  test('an update edits the same message, and the block_id is a new one', async () => {
    const outbox = await outboxOn();
    await outbox.enqueue({ key: 'i:1', destination: { channel: 'C0REPORTS' }, message: words('sealed') });
    const posted = await outbox.waitFor('i:1', 5_000);
    const before = (await slack.messages('C0REPORTS'))[0];
    await outbox.update('i:1', words('unsealed'));
    const after = await slack.waitForMessage('C0REPORTS', (one) => one.text === 'unsealed');
    expect(after.ts).toBe(posted.ts);
    expect(after.blocks?.[0].block_id).not.toBe(before?.blocks?.[0].block_id);
    expect(await slack.messages('C0REPORTS')).toHaveLength(1);
  });
});
