import { Resvg } from '@resvg/resvg-js';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readPicture } from '../../src/slack/outbox-store.ts';
import { startOutbox, startRoomySlack, words } from '../helpers/outbox.ts';
import { hasSlack, type Slack } from '../helpers/slack.ts';

const png = new Resvg(
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="teal"/></svg>',
)
  .render()
  .asPng();
const picture = { fileName: 'chart.png', png, altText: 'Secrets per month, rising from 10 to 20' };

describe.runIf(hasSlack())('pictures', () => {
  let slack: Slack;
  let next: () => string;
  beforeAll(async () => {
    ({ slack, next } = await startRoomySlack(10));
  });
  afterEach(() => slack.strict.faults.clear());
  afterAll(() => slack?.stop());

  test('a picture is uploaded unshared, waited for, and shown in the one post, with its words', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    await outbox.enqueue({ key: 'pic:1', destination: { channel }, message: words('the report'), picture });
    await outbox.waitFor('pic:1', 10_000);
    const messages = await slack.messages(channel);
    expect(messages).toHaveLength(1);
    const image = messages[0]?.blocks?.at(-1);
    expect(image).toMatchObject({ type: 'image', alt_text: picture.altText });
    const [complete] = slack.strict.calls('files.completeUploadExternal').slice(-1);
    expect(complete?.args).not.toHaveProperty('channel_id');
    expect(complete?.args).not.toHaveProperty('channels');
    expect(await downloaded(image.slack_file.id)).toEqual(Buffer.from(png));
    // The bytes are Slack's now.
    expect(await readPicture(outbox.store.db, 'pic:1')).toMatchObject({ state: 'ready', png_base64: null });

    await outbox.update('pic:1', words('the report, corrected'));
    const edited = await slack.waitForMessage(channel, (one) => one.text === 'the report, corrected');
    expect(edited.blocks?.at(-1).slack_file).toEqual(image.slack_file);
  });

  test('an upload that fails for the moment is tried again, and only one post is made', async () => {
    const channel = next();
    const outbox = await startOutbox(slack);
    slack.strict.faults.breakAnswers(502, 1, 'files.getUploadURLExternal');
    slack.strict.faults.dropAnswers('files.completeUploadExternal', 1);
    await outbox.enqueue({
      key: 'pic:2',
      destination: { channel },
      message: words('with a picture'),
      picture,
    });
    await outbox.waitFor('pic:2', 10_000);
    const messages = await slack.messages(channel);
    expect(messages.map((one) => one.blocks?.at(-1).type)).toEqual(['image']);
  });

  test.each([
    ['files.getUploadURLExternal', 'file_uploads_disabled'],
    ['files.getUploadURLExternal', 'missing_scope'],
    ['chat.postMessage', 'invalid_blocks'],
  ])('a picture that Slack refuses (%s: %s) does not hold up its post', async (method, error) => {
    const channel = next();
    const outbox = await startOutbox(slack);
    slack.strict.faults.refuse(method, error);
    await outbox.enqueue({
      key: `pic:${method}:${error}`,
      destination: { channel },
      message: words('text'),
      picture,
    });
    await outbox.waitFor(`pic:${method}:${error}`, 10_000);
    const [shown] = await slack.messages(channel);
    expect(shown?.blocks?.[0].text.text).toBe('text');
    expect(shown?.blocks?.at(-1).elements[0].text).toBe(
      'The picture could not be added. It shows: Secrets per month, rising from 10 to 20',
    );
  });

  test('a picture with which Slack does not get ready is left out in the end', async () => {
    const channel = next();
    const outbox = await startOutbox(slack, { settings: { pictureWithinMs: 100 } });
    await outbox.enqueue({ key: 'pic:slow', destination: { channel }, message: words('text'), picture });
    await outbox.waitFor('pic:slow', 10_000);
    expect((await slack.messages(channel))[0]?.blocks?.at(-1).type).toBe('context');
  });

  async function downloaded(fileId: string): Promise<Buffer> {
    const response = await fetch(`${slack.apiUrl}files.info`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${slack.botToken}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ file: fileId }),
    });
    const { file } = (await response.json()) as { file: { url_private: string } };
    const content = await fetch(file.url_private, { headers: { authorization: `Bearer ${slack.botToken}` } });
    return Buffer.from(await content.arrayBuffer());
  }
});
