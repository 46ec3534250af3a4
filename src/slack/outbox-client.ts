import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Message } from './message.ts';
import { SearchTooLong } from './outbox-errors.ts';
import { readMarker } from './outbox-key.ts';

/** A channel and, for replies, the thread in it. */
export interface Place {
  channel: string;
  threadTs: string | undefined;
}

/** A message of ours that a look found: its time stamp and which state of the post it shows. */
export interface FoundPost {
  ts: string;
  revision: number;
}

/** What the outbox asks of Slack. Every call is made once, and rejects with the client's own errors. */
export interface OutboxClient {
  /** @returns the message's ts */
  post(place: Place, message: Message): Promise<string>;
  edit(channel: string, ts: string, message: Message): Promise<void>;
  remove(channel: string, ts: string): Promise<void>;
  /** @returns the D… channel between the bot and a person */
  openDirect(userId: string): Promise<string>;
  /** Our own posts in a place since then, by the hash of their key. */
  look(place: Place, sinceMs: number): Promise<ReadonlyMap<string, FoundPost>>;
  /** Uploads a picture that nobody sees yet. @returns its file id */
  upload(file: { fileName: string; png: Uint8Array }): Promise<string>;
  /** Slack works on a new file for a while; only then may a block show it. */
  isFileReady(fileId: string): Promise<boolean>;
}

const HistoryPage = z.object({
  messages: z.array(z.unknown()).default([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** A message that anybody wrote: only one of our own has the shape that we look for. */
const OwnMessage = z.object({
  ts: z.string(),
  user: z.string().optional(),
  bot_id: z.string().optional(),
  blocks: z.array(z.object({ block_id: z.string().optional() })),
});

/** More than this many messages (of 200 a page) since the attempt are not searched. */
const maxPages = 50;

/** The outbox's own view of Slack's Web API; `client` must not retry by itself. `timeoutMs` is for uploads. */
export function createOutboxClient(client: WebClient, timeoutMs: number): OutboxClient {
  let identity: Promise<{ userId: string | undefined; botId: string | undefined }> | undefined;

  function whoAmI() {
    identity ??= client.auth.test().then(
      (answer) => ({ userId: answer.user_id, botId: answer.bot_id }),
      (error) => {
        identity = undefined;
        throw error;
      },
    );
    return identity;
  }

  return {
    async post({ channel, threadTs }, { text, blocks }) {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      const quiet = { unfurl_links: false, unfurl_media: false };
      const answer = await client.chat.postMessage({ channel, text, blocks, ...quiet, ...thread });
      return z.string().parse(answer.ts);
    },
    async edit(channel, ts, { text, blocks }) {
      await client.chat.update({ channel, ts, text, blocks });
    },
    async remove(channel, ts) {
      await client.chat.delete({ channel, ts });
    },
    async openDirect(userId) {
      const answer = await client.conversations.open({ users: userId });
      return z.string().parse(answer.channel?.id);
    },
    async look(place, sinceMs) {
      const me = await whoAmI();
      const found = new Map<string, FoundPost>();
      let cursor = '';
      for (let page = 0; page < maxPages; page += 1) {
        const { messages, response_metadata: more } = await readPage(client, place, sinceMs, cursor);
        for (const shown of messages) {
          const { success, data: message } = OwnMessage.safeParse(shown);
          if (!success) continue;
          if (message.user !== me.userId && (me.botId === undefined || message.bot_id !== me.botId)) continue;
          for (const { block_id: blockId } of message.blocks) {
            const marker = blockId === undefined ? undefined : readMarker(blockId);
            if (marker) found.set(marker.hash, { ts: message.ts, revision: marker.revision });
          }
        }
        cursor = more?.next_cursor ?? '';
        if (cursor === '') return found;
      }
      throw new SearchTooLong(`More than ${maxPages} pages of messages since the attempt`);
    },
    upload: (file) => uploadUnshared(client, file, timeoutMs),
    async isFileReady(fileId) {
      const answer = await client.files.info({ file: fileId });
      // https://github.com/slackapi/node-slack-sdk/issues/1865#issuecomment-2275000351
      return (answer.file?.mimetype ?? '') !== '';
    },
  };
}

async function readPage(client: WebClient, place: Place, sinceMs: number, cursor: string) {
  const options = {
    channel: place.channel,
    oldest: (sinceMs / 1_000).toFixed(6),
    inclusive: true,
    limit: 200,
    ...(cursor === '' ? {} : { cursor }),
  };
  // History leaves replies out: https://docs.slack.dev/reference/methods/conversations.history
  const answer =
    place.threadTs === undefined
      ? await client.conversations.history(options)
      : await client.conversations.replies({ ...options, ts: place.threadTs });
  return HistoryPage.parse(answer);
}

/**
 * https://docs.slack.dev/messaging/working-with-files#uploading_files; without a channel the file is the bot's own
 * until a block shows it.
 */
async function uploadUnshared(
  client: WebClient,
  file: { fileName: string; png: Uint8Array },
  timeoutMs: number,
): Promise<string> {
  const answer = await client.files.getUploadURLExternal({
    filename: file.fileName,
    length: file.png.length,
  });
  const { upload_url: url, file_id: id } = z
    .object({ upload_url: z.url({ protocol: /^https?$/ }), file_id: z.string().min(1) })
    .parse(answer);
  const response = await fetch(url, {
    method: 'POST',
    body: new Uint8Array(file.png),
    headers: { 'content-type': 'application/octet-stream' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.text();
  if (!response.ok) throw new Error(`The upload of a picture was answered with ${response.status}`);
  await client.files.completeUploadExternal({ files: [{ id, title: file.fileName }] });
  return id;
}
