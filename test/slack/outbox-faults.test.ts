import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../../src/lib/logger.ts';
import type { Destination } from '../../src/slack/message.ts';
import { readPost } from '../../src/slack/outbox-store.ts';
import { quickSettings, startOutbox, startRoomySlack, textsIn, words } from '../helpers/outbox.ts';
import { hasSlack, type Slack } from '../helpers/slack.ts';
import { waitUntil } from '../helpers/wait-until.ts';

const leaseMs = quickSettings.leaseMs ?? 0;

/** A port of this machine at which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe.runIf(hasSlack())('outbox, when Slack does not do as it should', () => {
  let slack: Slack;
  let next: () => string;
  beforeAll(async () => {
    ({ slack, next } = await startRoomySlack(40));
  });
  afterEach(() => slack.strict.faults.clear());
  afterAll(() => slack?.stop());

  function postsTo(channel: string) {
    return slack.strict.calls('chat.postMessage').filter((call) => call.args.channel === channel);
  }

  /** Loses the answer of one post, and says when Slack got it and when it was looked for. */
  async function loseAnswer(key: string, destination: Destination, lookMethod: string) {
    const outbox = await startOutbox(slack);
    slack.strict.faults.dropAnswers('chat.postMessage');
    await outbox.enqueue({ key, destination, message: words(`text of ${key}`) });
    const posted = await outbox.waitFor(key, 10_000);
    const look = slack.strict.calls(lookMethod).findLast((call) => call.args.channel === posted.channel);
    return { posted, look, postedAtMs: Number(posted.ts) * 1_000 };
  }

  test('a post in a channel whose answer is lost is found there, once its claim has run out', async () => {
    const channel = next();
    const { posted, look, postedAtMs } = await loseAnswer('lost:1', { channel }, 'conversations.history');
    expect(postsTo(channel)).toHaveLength(1);
    expect((await slack.messages(channel)).map((one) => one.ts)).toEqual([posted.ts]);
    expect(look?.atMs).toBeGreaterThanOrEqual(postedAtMs + leaseMs - 300);
  });

  test('a reply whose answer is lost is found in its thread', async () => {
    const channel = next();
    const { ts } = await slack.message(channel, 'U0OMAR', 'a question');
    const { posted, look } = await loseAnswer('lost:2', { channel, threadTs: ts }, 'conversations.replies');
    expect(look?.args.ts).toBe(ts);
    const replies = (await slack.messages(channel)).filter((one) => one.thread_ts === ts && one.ts !== ts);
    expect(replies.map((one) => one.ts)).toEqual([posted.ts]);
  });

  test('a direct message whose answer is lost is found in the opened channel', async () => {
    const { posted } = await loseAnswer('lost:3', { channel: 'U0DANA' }, 'conversations.history');
    expect(await textsIn(slack, posted.channel)).toEqual(['text of lost:3']);
  });

  test('lost posts of one channel are told apart, and from what people wrote there', async () => {
    const channel = next();
    const outbox = await startOutbox(slack, { settings: { postEveryMs: 20 } });
    slack.strict.faults.dropAnswers('chat.postMessage', 3);
    for (const part of [1, 2, 3])
      await outbox.enqueue({ key: `many:${part}`, destination: { channel }, message: words(`part ${part}`) });
    await slack.message(channel, 'U0OMAR', 'something else');
    for (const part of [1, 2, 3]) await outbox.waitFor(`many:${part}`, 15_000);
    const texts = await textsIn(slack, channel);
    expect(texts.toSorted()).toEqual(['part 1', 'part 2', 'part 3', 'something else']);
  });

  test('a change that came while the post was in doubt is brought by an edit', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    slack.strict.faults.dropAnswers('chat.postMessage');
    await outbox.enqueue({ key: 'doubt:1', destination: { channel }, message: words('old') });
    await slack.waitForMessage(channel, (one) => one.text === 'old');
    await outbox.update('doubt:1', words('new'));
    await slack.waitForMessage(channel, (one) => one.text === 'new');
    expect(await slack.messages(channel)).toHaveLength(1);
  });

  test('an edit whose answer is lost is repeated and ends at the newest state', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    await outbox.enqueue({ key: 'edit:1', destination: { channel }, message: words('one') });
    await outbox.waitFor('edit:1', 5_000);
    slack.strict.faults.dropAnswers('chat.update');
    await outbox.update('edit:1', words('two'));
    await slack.waitForMessage(channel, (one) => one.text === 'two');
    await outbox.update('edit:1', words('three'));
    await slack.waitForMessage(channel, (one) => one.text === 'three');
    await waitUntil('the edit to be known', async () => {
      const row = await readPost(outbox.store.db, 'edit:1');
      return row?.posted_revision === 2 && row.lease_owner === null;
    });
    expect(await slack.messages(channel)).toHaveLength(1);
  });

  test.each(['bad gateway', 'no connection', 'internal error'])(
    '%s: looked for, and then posted once',
    async (fault) => {
      const channel = next();
      const lines: string[] = [];
      const log = createLogger('warn', { write: (line) => void lines.push(line) });
      const outbox = await startOutbox(slack, { log });
      if (fault === 'bad gateway') slack.strict.faults.breakAnswers(502, 1, 'chat.postMessage');
      else if (fault === 'internal error') slack.strict.faults.refuse('chat.postMessage', 'internal_error');
      else slack.strict.goAway();
      await outbox.enqueue({ key: `f:${fault}`, destination: { channel }, message: words('once') });
      await waitUntil('a failure', () => lines.some((line) => line.includes('did not get through')));
      slack.strict.faults.away = false;
      await outbox.waitFor(`f:${fault}`, 10_000);
      expect(await textsIn(slack, channel)).toEqual(['once']);
      const looks = slack.strict
        .calls('conversations.history')
        .filter((call) => call.args.channel === channel);
      expect(looks).toHaveLength(1);
    },
  );

  test('while Slack cannot be reached at all, everything waits, and nothing is lost', async () => {
    const channel = next();
    const unreachable = {
      slackBotToken: 'xoxb-sample-bot',
      slackApiUrl: `http://127.0.0.1:${await closedPort()}/api/`,
    };
    const away = await startOutbox(slack, { environment: unreachable });
    for (const part of [1, 2, 3])
      await away.enqueue({ key: `away:${part}`, destination: { channel }, message: words(`part ${part}`) });
    const row = await waitUntil('a try', async () => {
      const read = await readPost(away.store.db, 'away:1');
      return read?.reason && read;
    });
    expect(row).toMatchObject({ state: 'waiting', reason: 'unreachable', sending_at: null });
    await away.stop();
    const back = await startOutbox(slack, { store: away.store, settings: { postEveryMs: 20 } });
    for (const part of [1, 2, 3]) await back.waitFor(`away:${part}`, 10_000);
    expect(await textsIn(slack, channel)).toEqual(['part 1', 'part 2', 'part 3']);
  });

  test('a 429 is obeyed, by the other process too', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    slack.strict.faults.rateLimit(1, { method: 'chat.postMessage', retryAfterSeconds: 2 });
    await outbox.enqueue({ key: 'limit:1', destination: { channel }, message: words('patience') });
    await waitUntil('the refusal', () => postsTo(channel).length === 1);
    await startOutbox(slack, { store: outbox.store });
    await outbox.waitFor('limit:1', 10_000);
    const [refused, taken] = postsTo(channel);
    expect((taken?.atMs ?? 0) - (refused?.atMs ?? 0)).toBeGreaterThanOrEqual(1_900);
    expect(postsTo(channel)).toHaveLength(2);
  });

  test('a revoked token keeps everything waiting, and is forgotten with the next good call', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    slack.strict.faults.refuse('chat.postMessage', 'token_revoked', 2);
    await outbox.enqueue({ key: 'token:1', destination: { channel }, message: words('still here') });
    const row = await waitUntil('the refusal', async () => {
      const read = await readPost(outbox.store.db, 'token:1');
      return read?.reason && read;
    });
    expect(row).toMatchObject({ state: 'waiting', reason: 'token_revoked' });
    await outbox.waitFor('token:1', 10_000);
    expect(await readPost(outbox.store.db, 'token:1')).toMatchObject({ state: 'posted', reason: null });
  });

  test('a channel without the bot: a stored reason, one notice to operators, and posted once it is invited', async () => {
    const outbox = await startOutbox(slack);
    for (const part of [1, 2])
      await outbox.enqueue({
        key: `closed:${part}`,
        destination: { channel: 'C0CLOSED' },
        message: words(`part ${part}`),
      });
    await expect(outbox.waitFor('closed:2', 10_000)).rejects.toThrow(/not_in_channel/);
    const notice = await slack.waitForMessage('C0OPS', (one) => one.text.includes('C0CLOSED'));
    expect(JSON.stringify(notice.blocks)).toContain('not_in_channel');
    slack.strict.world.channels.addBot('C0CLOSED');
    await waitUntil('the posts', async () => (await textsIn(slack, 'C0CLOSED')).length === 2);
    await waitUntil('both to be known', async () => (await outbox.find('closed:2'))?.state === 'posted');
    expect((await textsIn(slack, 'C0OPS')).filter((text) => text.includes('C0CLOSED'))).toHaveLength(1);
  });

  test('a person who is not there: given up for now with that reason, in words for operators', async () => {
    const outbox = await startOutbox(slack);
    await outbox.enqueue({
      key: 'gone:1',
      destination: { channel: 'U0NOBODY' },
      message: words('private words'),
    });
    await expect(outbox.waitFor('gone:1', 10_000)).rejects.toThrow(/user_not_found/);
    const notice = await slack.waitForMessage('C0OPS', (one) => one.text.includes('U0NOBODY'));
    expect(JSON.stringify(notice.blocks)).not.toContain('private words');
  });

  test('blocks that Slack refuses are left out; the text still arrives', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    slack.strict.faults.refuse('chat.postMessage', 'invalid_blocks');
    await outbox.enqueue({
      key: 'blocks:1',
      destination: { channel },
      message: {
        text: 'the headline',
        blocks: [{ type: 'header', text: { type: 'plain_text', text: 'fancy' } }],
      },
    });
    await outbox.waitFor('blocks:1', 10_000);
    const [shown] = await slack.messages(channel);
    expect(shown?.blocks?.map((block) => [block.type, block.text.text])).toEqual([
      ['section', 'the headline'],
    ]);
  });

  test('where nobody can look, operators are asked, and nothing is posted blindly', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    slack.strict.faults.dropAnswers('chat.postMessage');
    slack.strict.faults.refuse('conversations.history', 'missing_scope', 1_000);
    await outbox.enqueue({ key: 'blind:1', destination: { channel }, message: words('who knows') });
    const question = await slack.waitForMessage('C0OPS', (one) =>
      one.text.startsWith('Did this post arrive'),
    );
    expect(JSON.stringify(question.blocks)).toContain('who knows');
    expect(await outbox.find('blind:1')).toMatchObject({ state: 'uncertain' });
    await waitUntil(
      'two more looks',
      () =>
        slack.strict.calls('conversations.history').filter((call) => call.args.channel === channel).length >=
        3,
    );
    expect(postsTo(channel)).toHaveLength(1);
    // The scope comes, and the outbox sees for itself.
    slack.strict.faults.clear();
    await outbox.waitFor('blind:1', 10_000);
    expect(postsTo(channel)).toHaveLength(1);
    const asked = (await textsIn(slack, 'C0OPS')).filter((text) => text.includes(channel));
    expect(asked).toHaveLength(1);
    await slack.waitForMessage('C0OPS', (one) =>
      one.text.includes(`<#${channel}>: I could look: it is there.`),
    );
  });

  test('an edit of a message that somebody deleted is given up', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    await outbox.enqueue({ key: 'deleted:1', destination: { channel }, message: words('here') });
    await outbox.waitFor('deleted:1', 5_000);
    slack.strict.faults.refuse('chat.update', 'message_not_found');
    await outbox.update('deleted:1', words('there'));
    const row = await waitUntil('the reason', async () => {
      const read = await readPost(outbox.store.db, 'deleted:1');
      return read?.reason && read;
    });
    expect(row).toMatchObject({ state: 'posted', reason: 'message_not_found', posted_revision: 0 });
  });
});
