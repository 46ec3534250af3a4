import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outboxRetention } from '../../src/slack/outbox-store.ts';
import { startOutbox, startRoomySlack, type TestOutbox, textsIn, words } from '../helpers/outbox.ts';
import { hasSlack, type Slack } from '../helpers/slack.ts';
import { waitUntil } from '../helpers/wait-until.ts';

const longMs = 30_000;

describe.runIf(hasSlack())('posts that are taken back', () => {
  let slack: Slack;
  let next: () => string;
  beforeAll(async () => {
    ({ slack, next } = await startRoomySlack(12));
  });
  afterAll(() => slack?.stop());

  async function posted(outbox: TestOutbox, key: string, channel: string): Promise<void> {
    await outbox.enqueue({ key, destination: { channel }, message: words(key) });
    await outbox.waitFor(key, longMs);
  }

  const ended = (outbox: TestOutbox, key: string) =>
    waitUntil('the end', async () => (await outbox.find(key))?.state === 'withdrawn', longMs);

  test('are deleted in Slack, and their key is used up', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    await posted(outbox, 'w:1', channel);
    await outbox.withdraw('w:1');
    await outbox.withdraw('w:1');
    await ended(outbox, 'w:1');
    expect(await textsIn(slack, channel)).toEqual([]);
    await outbox.update('w:1', words('again'));
    await outbox.enqueue({ key: 'w:1', destination: { channel }, message: words('again') });
    await posted(outbox, 'w:1b', channel);
    expect(await textsIn(slack, channel)).toEqual(['w:1b']);
    expect(slack.strict.calls('chat.delete').filter((call) => call.args.channel === channel)).toHaveLength(1);
  });

  test('are never made when they were still waiting', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    await outbox.store.db.transaction().execute(async (trx) => {
      await outbox.enqueue({ key: 'w:2', destination: { channel }, message: words('never') }, trx);
      await outbox.withdraw('w:2', trx);
    });
    await ended(outbox, 'w:2');
    await posted(outbox, 'w:2b', channel);
    expect(await textsIn(slack, channel)).toEqual(['w:2b']);
  });

  test('stay when the transaction that took them back failed, or when nobody knows the key', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    await posted(outbox, 'w:3', channel);
    const failing = outbox.store.db.transaction().execute(async (trx) => {
      await outbox.withdraw('w:3', trx);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await outbox.withdraw('unknown');
    await outbox.update('w:3', words('still here'));
    await slack.waitForMessage(channel, (one) => one.text === 'still here', longMs);
  });

  test('go although the answer to the deletion was lost, was late or was a refusal for the moment', async () => {
    const outbox = await startOutbox(slack);
    const channels = [next(), next(), next()];
    for (const channel of channels) await posted(outbox, `w:4:${channel}`, channel);
    slack.strict.faults.dropAnswers('chat.delete', 1);
    slack.strict.faults.rateLimit(1, { method: 'chat.delete' });
    slack.strict.faults.refuse('chat.delete', 'service_unavailable', 1);
    for (const channel of channels) await outbox.withdraw(`w:4:${channel}`);
    for (const channel of channels) {
      await ended(outbox, `w:4:${channel}`);
      expect(await textsIn(slack, channel)).toEqual([]);
    }
  });

  test('are over when somebody deleted them before, or when Slack will never delete them', async () => {
    const outbox = await startOutbox(slack);
    const [gone, kept] = [next(), next()];
    await posted(outbox, 'w:5', gone);
    await posted(outbox, 'w:6', kept);
    slack.strict.faults.refuse('chat.delete', 'message_not_found', 1);
    await outbox.withdraw('w:5');
    await ended(outbox, 'w:5');
    slack.strict.faults.refuse('chat.delete', 'compliance_exports_prevent_deletion', 1);
    await outbox.withdraw('w:6');
    const reason = async () =>
      (
        await outbox.store.db.selectFrom('outbox_posts').select('reason').where('key', '=', 'w:6').execute()
      )[0];
    await waitUntil('the refusal', async () => (await reason())?.reason?.startsWith('compliance'), longMs);
  });

  test('a post whose answer was lost is looked for, and then deleted', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    slack.strict.faults.dropAnswers('chat.postMessage', 1);
    await outbox.enqueue({ key: 'w:7', destination: { channel }, message: words('lost') });
    await slack.waitForMessage(channel, (one) => one.text === 'lost', longMs);
    await outbox.withdraw('w:7');
    await ended(outbox, 'w:7');
    expect(await textsIn(slack, channel)).toEqual([]);
  });

  test('are forgotten with the others', async () => {
    const outbox = await startOutbox(slack);
    await posted(outbox, 'w:8', next());
    await outbox.withdraw('w:8');
    await ended(outbox, 'w:8');
    expect(await outboxRetention.deleteBefore(outbox.store.db, new Date(Date.now() + 60_000))).toBe(1);
  });
});
