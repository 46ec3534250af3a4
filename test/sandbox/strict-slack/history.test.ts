import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { webClient } from './web-client.ts';

describe.runIf(hasSlack())('history and replies', () => {
  let slack: Slack;
  let client: WebClient;
  let channel: string;
  const timestamps: string[] = [];

  beforeAll(async () => {
    slack = await startSlack();
    client = webClient(slack);
    channel = slack.channels.general.id;
    const { developer } = slack.people;
    for (const text of ['one', 'two', 'three', 'four'])
      timestamps.push((await slack.message(channel, developer.id, text)).ts);
    await slack.message(channel, developer.id, 'a reply', timestamps[1]);
    await client.chat.postMessage({ channel, thread_ts: timestamps[1] as string, text: 'another reply' });
    await client.chat.postEphemeral({ channel, user: developer.id, text: 'for one' });
  });
  afterAll(() => slack?.stop());

  async function texts(options: object): Promise<(string | undefined)[]> {
    const { messages } = await client.conversations.history({ channel, ...options });
    return messages?.map((message) => message.text) ?? [];
  }

  test('newest first, without thread replies and ephemeral messages', async () => {
    expect(await texts({})).toEqual(['four', 'three', 'two', 'one']);
  });

  test.each([
    [{ limit: 2 }, ['four', 'three']],
    [{ oldest: 1 }, ['four', 'three']],
    [{ oldest: 1, inclusive: true }, ['four', 'three', 'two']],
    [{ latest: 2 }, ['two', 'one']],
    [{ latest: 2, inclusive: true }, ['three', 'two', 'one']],
    [{ oldest: 0, latest: 3 }, ['three', 'two']],
  ])('obeys %j', async (bounds, expected) => {
    const { oldest, latest, ...rest } = bounds as { oldest?: number; latest?: number };
    const options = {
      ...rest,
      ...(oldest === undefined ? {} : { oldest: timestamps[oldest] }),
      ...(latest === undefined ? {} : { latest: timestamps[latest] }),
    };
    expect(await texts(options)).toEqual(expected);
  });

  test('gives the rest page by page', async () => {
    const first = await client.conversations.history({ channel, limit: 3 });
    expect(first.has_more).toBe(true);
    const cursor = String(first.response_metadata?.next_cursor);
    const second = await client.conversations.history({ channel, limit: 3, cursor });
    expect(second.messages?.map((message) => message.text)).toEqual(['one']);
    expect(second.has_more).toBe(false);
  });

  test('a thread: the parent, then its replies', async () => {
    const { messages } = await client.conversations.replies({ channel, ts: timestamps[1] as string });
    expect(messages?.map((message) => message.text)).toEqual(['two', 'a reply', 'another reply']);
    expect(messages?.[0]).toMatchObject({ reply_count: 2, thread_ts: timestamps[1] });
  });
});
