import type { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasSlack, type Slack, startSlack } from '../../helpers/slack.ts';
import { refusalOf, webClient } from './web-client.ts';

describe.runIf(hasSlack())('messages', () => {
  let slack: Slack;
  let client: WebClient;
  let channel: string;

  beforeAll(async () => {
    slack = await startSlack();
    client = webClient(slack);
    channel = slack.channels.general.id;
  });
  afterAll(() => slack?.stop());
  beforeEach(() => slack.strict.clock.advance(60_000));

  test('an ephemeral message cannot be edited or deleted', async () => {
    const user = slack.people.developer.id;
    const { message_ts } = await client.chat.postEphemeral({ channel, user, text: 'psst' });
    const ts = String(message_ts);
    expect(await refusalOf(client.chat.update({ channel, ts, text: 'x' }))).toMatchObject({
      error: 'message_not_found',
    });
    expect(await refusalOf(client.chat.delete({ channel, ts }))).toMatchObject({
      error: 'message_not_found',
    });
  });

  test('only its own messages can be edited', async () => {
    const { ts } = await slack.message(channel, slack.people.developer.id, 'mine');
    expect(await refusalOf(client.chat.update({ channel, ts, text: 'x' }))).toMatchObject({
      error: 'cant_update_message',
    });
    expect(await refusalOf(client.chat.delete({ channel, ts }))).toMatchObject({
      error: 'cant_delete_message',
    });
  });

  test('an edit with text alone takes the blocks away, an edit without text keeps it', async () => {
    const blocks = [{ type: 'divider' as const, block_id: 'line' }];
    const { ts } = await client.chat.postMessage({ channel, text: 'before', blocks });
    await client.chat.update({ channel, ts: String(ts), blocks: [{ type: 'divider', block_id: 'line.2' }] });
    const last = async () => (await client.conversations.history({ channel, limit: 1 })).messages?.[0];
    expect(await last()).toMatchObject({ text: 'before', blocks: [{ block_id: 'line.2' }] });
    await client.chat.update({ channel, ts: String(ts), text: 'after' });
    expect(await last()).toMatchObject({ text: 'after' });
    expect((await last())?.blocks).toBeUndefined();
  });

  test('blocks without an id get one', async () => {
    const { message } = await client.chat.postMessage({ channel, text: 'x', blocks: [{ type: 'divider' }] });
    expect(message?.blocks?.[0]?.block_id).toMatch(/\w+/);
  });

  test('msg_too_long for an edit over 4,000 characters; a post is cut at 40,000', async () => {
    const { ts, message } = await client.chat.postMessage({ channel, text: 'x'.repeat(40_010) });
    expect(message?.text).toHaveLength(40_000);
    const edit = (length: number) =>
      client.chat.update({ channel, ts: String(ts), text: 'y'.repeat(length) });
    expect(await refusalOf(edit(4001))).toMatchObject({ error: 'msg_too_long' });
    await edit(4000);
  });

  test('msg_blocks_too_long when all blocks together hold too much', async () => {
    const section = (length: number) => ({
      type: 'section' as const,
      text: { type: 'mrkdwn' as const, text: 'x'.repeat(length) },
    });
    const post = (...lengths: number[]) =>
      client.chat.postMessage({ channel, text: 'x', blocks: lengths.map(section) });
    expect(await refusalOf(post(3000, 3000, 3000, 3000, 800))).toMatchObject({
      error: 'msg_blocks_too_long',
    });
    await post(3000, 3000, 3000, 3000, 790);
  });

  test('a message needs something to say', async () => {
    expect(await refusalOf(client.apiCall('chat.postMessage', { channel }))).toMatchObject({
      error: 'no_text',
    });
    expect(await refusalOf(client.apiCall('chat.postMessage', { text: 'x' }))).toMatchObject({
      error: 'invalid_arguments',
    });
  });

  test('a picture in a block: only once Slack is done with the file', async () => {
    const upload = await client.files.getUploadURLExternal({ filename: 'chart.png', length: 4 });
    await fetch(String(upload.upload_url), { method: 'POST', body: new Uint8Array([137, 80, 78, 71]) });
    const id = String(upload.file_id);
    await client.files.completeUploadExternal({ files: [{ id, title: 'Chart' }] });
    expect((await client.files.info({ file: id })).file).toMatchObject({ mimetype: '' });
    const post = () =>
      client.chat.postMessage({
        channel,
        text: 'chart',
        blocks: [{ type: 'image', slack_file: { id }, alt_text: 'a chart' }],
      });
    expect(await refusalOf(post())).toMatchObject({ error: 'invalid_blocks' });
    slack.strict.clock.advance(1000);
    expect((await client.files.info({ file: id })).file).toMatchObject({ mimetype: 'image/png' });
    await post();
  });
});
