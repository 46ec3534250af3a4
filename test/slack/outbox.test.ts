import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outboxRetention } from '../../src/slack/outbox-store.ts';
import { startOutbox, startRoomySlack, textsIn, words } from '../helpers/outbox.ts';
import { hasSlack, type Slack } from '../helpers/slack.ts';
import { openTestStore } from '../helpers/store.ts';
import { waitUntil } from '../helpers/wait-until.ts';

describe.runIf(hasSlack())('outbox', () => {
  let slack: Slack;
  let next: () => string;
  beforeAll(async () => {
    ({ slack, next } = await startRoomySlack(40));
  });
  afterAll(() => slack?.stop());

  test('a key is posted once, however often it is enqueued, by one process or two', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    const other = await startOutbox(slack, { store: outbox.store });
    const post = { key: 'status:1', destination: { channel }, message: words('all is well') };
    await Promise.all([outbox, other, outbox, other].map((each) => each.enqueue(post)));
    const posted = await outbox.waitFor('status:1', 5_000);
    await other.enqueue({ ...post, message: words('something else') });
    const messages = await slack.messages(channel);
    expect(messages.map((one) => [one.ts, one.text])).toEqual([[posted.ts, 'all is well']]);
    expect(await other.find('status:1')).toEqual({ state: 'posted', posted });
    expect(await other.find('status:2')).toBeUndefined();
  });

  test('two processes share the work on many posts and post each once', async () => {
    const channels = Array.from({ length: 8 }, next);
    const outbox = await startOutbox(slack);
    await startOutbox(slack, { store: outbox.store });
    for (const channel of channels)
      for (const part of [1, 2])
        await outbox.enqueue({
          key: `p:${channel}:${part}`,
          destination: { channel },
          message: words(`part ${part}`),
        });
    for (const channel of channels) await outbox.waitFor(`p:${channel}:2`, 10_000);
    for (const channel of channels) expect(await textsIn(slack, channel)).toEqual(['part 1', 'part 2']);
  });

  test('an update edits the same message, with a new block_id', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    await outbox.enqueue({ key: 'i:1', destination: { channel }, message: words('sealed') });
    const posted = await outbox.waitFor('i:1', 5_000);
    const [before] = await slack.messages(channel);
    await outbox.update('i:1', words('unsealed'));
    const after = await slack.waitForMessage(channel, (one) => one.text === 'unsealed');
    expect(after.ts).toBe(posted.ts);
    expect(after.blocks?.[0].block_id).not.toBe(before?.blocks?.[0].block_id);
    expect(await slack.messages(channel)).toHaveLength(1);
  });

  test('of many updates the newest wins, and only few edits are made', async () => {
    const channel = next();
    const outbox = await startOutbox(slack, { settings: { editEveryMs: 300 } });
    await outbox.enqueue({ key: 'i:2', destination: { channel }, message: words('state 0') });
    await outbox.waitFor('i:2', 5_000);
    for (let state = 1; state <= 30; state += 1) await outbox.update('i:2', words(`state ${state}`));
    await slack.waitForMessage(channel, (one) => one.text === 'state 30');
    const edits = slack.strict.calls('chat.update').filter((call) => call.args.channel === channel);
    expect(edits.length).toBeLessThanOrEqual(3);
  });

  test('an update before the post goes out is what is posted; the same state again is no edit', async () => {
    const channel = next();
    const outbox = await startOutbox(slack, { settings: { editEveryMs: 1 } });
    await outbox.store.db.transaction().execute(async (trx) => {
      await outbox.enqueue({ key: 'i:3', destination: { channel }, message: words('old') }, trx);
      await outbox.update('i:3', words('new'), trx);
    });
    await outbox.waitFor('i:3', 5_000);
    await outbox.update('i:3', words('new'));
    await outbox.enqueue({ key: 'i:3b', destination: { channel: next() }, message: words('after') });
    await outbox.waitFor('i:3b', 5_000);
    expect(await textsIn(slack, channel)).toEqual(['new']);
    expect(slack.strict.calls('chat.update').filter((call) => call.args.channel === channel)).toEqual([]);
    await expect(outbox.update('unknown', words('x'))).rejects.toThrow(/no post unknown/);
  });

  test('a post of a transaction that is rolled back is never made', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    const failing = outbox.store.db.transaction().execute(async (trx) => {
      await outbox.enqueue({ key: 't:1', destination: { channel }, message: words('never') }, trx);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await outbox.enqueue({ key: 't:2', destination: { channel }, message: words('this one') });
    await outbox.waitFor('t:2', 5_000);
    expect(await textsIn(slack, channel)).toEqual(['this one']);
  });

  test('a person gets a direct message, with no thread and no unfurling', async () => {
    const outbox = await startOutbox(slack);
    await outbox.enqueue({ key: 'dm:1', destination: { channel: 'U0DANA' }, message: words('hello Dana') });
    const posted = await outbox.waitFor('dm:1', 5_000);
    expect(posted.channel).toBe(await slack.directChannel('U0DANA'));
    expect(await textsIn(slack, posted.channel)).toContain('hello Dana');
    const call = slack.strict.calls('chat.postMessage').find((one) => one.args.channel === posted.channel);
    expect(call?.args).toMatchObject({ unfurl_links: 'false', unfurl_media: 'false' });
  });

  test('replies wait for their parent and go under it', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    const reply = {
      key: 'th:reply',
      threadOf: 'th:parent',
      destination: { channel },
      message: words('details'),
    };
    await outbox.enqueue(reply);
    await outbox.enqueue({ key: 'th:other', destination: { channel: next() }, message: words('other') });
    await outbox.waitFor('th:other', 5_000);
    expect(await outbox.find('th:reply')).toMatchObject({ state: 'waiting' });
    await outbox.enqueue({ key: 'th:parent', destination: { channel }, message: words('headline') });
    await outbox.waitFor('th:reply', 5_000);
    const [parent, child] = await slack.messages(channel);
    expect([parent?.text, child?.text, child?.thread_ts]).toEqual(['headline', 'details', parent?.ts]);
  });

  test('a reply whose parent is given up is given up with that reason', async () => {
    const outbox = await startOutbox(slack);
    const expiresAt = new Date(Date.now() - 1_000);
    await outbox.enqueue({
      key: 'g:parent',
      destination: { channel: next() },
      message: words('late'),
      expiresAt,
    });
    await outbox.enqueue({
      key: 'g:reply',
      threadOf: 'g:parent',
      destination: { channel: next() },
      message: words('x'),
    });
    await expect(outbox.waitFor('g:reply', 5_000)).rejects.toThrow(/parent_failed/);
    await expect(outbox.waitFor('g:parent', 5_000)).rejects.toThrow(/expired/);
  });

  test('a post that comes a minute after its time says so, also when it is edited', async () => {
    const [onTime, late] = [next(), next()];
    const outbox = await startOutbox(slack);
    const dueAt = (agoMs: number) => new Date(Date.now() - agoMs);
    await outbox.enqueue({
      key: 'l:1',
      destination: { channel: onTime },
      message: words('a'),
      dueAt: dueAt(5_000),
    });
    await outbox.enqueue({
      key: 'l:2',
      destination: { channel: late },
      message: words('b'),
      dueAt: dueAt(90_000),
    });
    await outbox.waitFor('l:1', 5_000);
    await outbox.waitFor('l:2', 5_000);
    expect(await textsIn(slack, onTime)).toEqual(['a']);
    expect(await textsIn(slack, late)).toEqual(['Late: b']);
    expect((await slack.messages(late))[0]?.blocks?.[0].elements[0].text).toMatch(
      /^Late: this was due <!date\^/,
    );
    await outbox.update('l:2', words('c'));
    await slack.waitForMessage(late, (one) => one.text === 'Late: c');
  });

  test('in a dry run everything goes to one channel and says where it was meant to go', async () => {
    const [meant, dryRunChannel] = [next(), next()];
    const outbox = await startOutbox(slack, { dryRunChannel });
    await outbox.enqueue({
      key: 'd:1',
      destination: { channel: meant, threadTs: '1.2' },
      message: words('one'),
    });
    await outbox.enqueue({ key: 'd:2', destination: { channel: 'U0DANA' }, message: words('two') });
    await outbox.enqueue({
      key: 'd:3',
      threadOf: 'd:1',
      destination: { channel: meant },
      message: words('three'),
    });
    const parent = await outbox.waitFor('d:1', 5_000);
    await outbox.waitFor('d:2', 5_000);
    await outbox.waitFor('d:3', 5_000);
    await outbox.update('d:1', words('one, edited'));
    await slack.waitForMessage(dryRunChannel, (one) => one.text === 'one, edited');
    const shown = (await slack.messages(dryRunChannel)).map((one) => [
      one.text,
      one.blocks?.[0].elements?.[0].text,
      one.thread_ts,
    ]);
    expect(shown).toContainEqual(['one, edited', `Dry run: meant for <#${meant}>.`, undefined]);
    expect(shown).toContainEqual(['two', 'Dry run: meant for `U0DANA`.', undefined]);
    expect(shown).toContainEqual(['three', undefined, parent.ts]);
    expect(await textsIn(slack, meant)).toEqual([]);
  });

  test('posts to one channel keep the pace and their order', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    for (const part of [1, 2, 3, 4, 5])
      await outbox.enqueue({ key: `pace:${part}`, destination: { channel }, message: words(`part ${part}`) });
    await outbox.waitFor('pace:5', 15_000);
    expect(await textsIn(slack, channel)).toEqual([1, 2, 3, 4, 5].map((part) => `part ${part}`));
    const calls = slack.strict.calls('chat.postMessage').filter((call) => call.args.channel === channel);
    expect(calls.map((call) => call.answer.ok)).toEqual([true, true, true, true, true]);
    for (const [index, call] of calls.slice(1).entries())
      expect(call.atMs - (calls[index]?.atMs ?? 0)).toBeGreaterThanOrEqual(900);
  });

  test('a stopped outbox posts nothing more; the next process takes it up', async () => {
    const channel = next();
    const store = await openTestStore();
    const outbox = await startOutbox(slack, { store });
    await outbox.stop();
    await outbox.enqueue({ key: 's:1', destination: { channel }, message: words('after the restart') });
    expect(await outbox.find('s:1')).toEqual({ state: 'waiting', posted: undefined });
    await (await startOutbox(slack, { store })).waitFor('s:1', 5_000);
    expect(await textsIn(slack, channel)).toEqual(['after the restart']);
  });

  test('retention deletes what is over with its picture, and keeps what still waits', async () => {
    const outbox = await startOutbox(slack);
    await outbox.enqueue({ key: 'r:done', destination: { channel: next() }, message: words('done') });
    await outbox.waitFor('r:done', 5_000);
    await outbox.enqueue({
      key: 'r:waits',
      threadOf: 'nobody',
      destination: { channel: next() },
      message: words('x'),
    });
    const before = new Date(Date.now() + 1_000);
    expect(await waitUntil('deletion', () => outboxRetention.deleteBefore(outbox.store.db, before))).toBe(1);
    expect(await outbox.find('r:done')).toBeUndefined();
    expect(await outbox.find('r:waits')).toMatchObject({ state: 'waiting' });
  });
});
