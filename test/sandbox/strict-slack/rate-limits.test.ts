import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { refusalOf, webClient } from './web-client.ts';

describe.runIf(hasSlack())('rate limits and faults', () => {
  let slack: Slack;
  let client: WebClient;
  let channel: string;

  beforeAll(async () => {
    slack = await startSlack();
    client = webClient(slack);
    channel = slack.channels.general.id;
    slack.strict.clock.freeze();
  });
  afterAll(() => slack?.stop());
  beforeEach(() => {
    slack.strict.faults.clear();
    slack.strict.clock.advance(300_000);
  });

  const post = (to = channel) => client.chat.postMessage({ channel: to, text: 'x' });

  test('one post a second and channel, after a burst of three', async () => {
    for (let count = 0; count < 3; count += 1) await post();
    expect(await refusalOf(post())).toMatchObject({
      code: 'slack_webapi_rate_limited_error',
      retryAfter: 1,
    });
    await post(slack.channels.status.id);
    slack.strict.clock.advance(1000);
    await post();
    expect((await refusalOf(post())).retryAfter).toBe(1);
  });

  test('fifty edits a minute', async () => {
    const { ts } = await post();
    const edit = () => client.chat.update({ channel, ts: String(ts), text: 'y' });
    for (let count = 0; count < 50; count += 1) await edit();
    expect((await refusalOf(edit())).retryAfter).toBeGreaterThan(0);
    slack.strict.clock.advance(2000);
    await edit();
  });

  test('fifty looks at history a minute, as many as Slack promises', async () => {
    const look = () => client.conversations.history({ channel });
    for (let count = 0; count < 50; count += 1) await look();
    expect((await refusalOf(look())).retryAfter).toBeGreaterThan(0);
  });

  test('429 for the next calls, with the wait that was asked for', async () => {
    slack.strict.faults.rateLimit(2, { method: 'chat.postMessage', retryAfterSeconds: 17 });
    await client.auth.test();
    expect((await refusalOf(post())).retryAfter).toBe(17);
    expect((await refusalOf(post())).retryAfter).toBe(17);
    await post();
  });

  test('a post that is accepted, and its answer lost', async () => {
    await slack.reset();
    slack.strict.faults.dropAnswers('chat.postMessage');
    expect((await refusalOf(post())).code).toBe('slack_webapi_request_error');
    expect(await slack.messages(channel)).toHaveLength(1);
    await post();
  });

  test('a refusal that was asked for, a broken gateway', async () => {
    slack.strict.faults.refuse('chat.postMessage', 'fatal_error');
    expect((await refusalOf(post())).error).toBe('fatal_error');
    slack.strict.faults.breakAnswers(503, 1, 'chat.postMessage');
    expect((await refusalOf(post())).code).toBe('slack_webapi_http_error');
    await post();
  });

  test('away: no answer at all; slow: a late one', async () => {
    slack.strict.goAway();
    expect((await refusalOf(post())).code).toBe('slack_webapi_request_error');
    slack.strict.faults.away = false;
    slack.strict.faults.delayMs = 80;
    const startedMs = performance.now();
    await post();
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(75);
  });

  test('calls are kept with their answers', async () => {
    await post();
    expect(slack.strict.calls('chat.postMessage').at(-1)).toMatchObject({
      args: { channel, text: 'x' },
      answer: { ok: true, channel },
    });
  });
});
