import type { Logger } from '../lib/logger.ts';
import { minuteMs, secondMs } from '../lib/times.ts';
import type { Message } from './message.ts';
import type { Outbox } from './outbox-port.ts';
import type { SlackGateway } from './slack-gateway.ts';

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const mostResponses = 5;
const responseUrlLivesMs = 30 * minuteMs;
const respondTimeoutMs = 5 * secondMs;

/** Where an answer can go. */
export interface ReplyTarget {
  userId: string;
  receivedAt: Date;
  /** Only commands and clicks in messages have one. */
  responseUrl?: string | undefined;
  /** The clicked message is seen by the clicker alone. */
  isEphemeral?: boolean | undefined;
  /** The message that was written or clicked: the bot has seen it, so it is a member there. */
  seenIn?: { channel: string; ts: string; threadTs: string | undefined; direct: boolean } | undefined;
}

export interface Replies {
  /** Seen by the asker alone; `instead` of the clicked message where that is seen by nobody else either. */
  privately(message: Message, how?: { instead?: boolean }): Promise<void>;
  /** Seen by all where the question stood; by the asker alone where that is impossible. */
  openly(message: Message): Promise<void>;
}

/**
 * Answers one request: by its response_url while that lives (5 uses, 30 minutes), else where the question was
 * written, else by direct message. `reference` names the request, so that no answer is posted twice.
 */
export function createReplies(
  ports: { slack: Pick<SlackGateway, 'postEphemeral'>; outbox?: Outbox | undefined; now(): Date },
  target: ReplyTarget,
  reference: string,
  log: Logger,
): Replies {
  let responses = 0;
  let posts = 0;

  async function respond(message: Message, open: boolean, instead = false): Promise<boolean> {
    const ageMs = ports.now().getTime() - target.receivedAt.getTime();
    if (target.responseUrl === undefined || responses >= mostResponses || ageMs >= responseUrlLivesMs)
      return false;
    responses += 1;
    const replaces = instead && target.isEphemeral === true;
    return postResponse(target.responseUrl, message, { open, replaces }, log);
  }

  async function post(channel: string, threadTs: string | undefined, message: Message): Promise<boolean> {
    if (ports.outbox === undefined) return false;
    posts += 1;
    await ports.outbox.enqueue({
      key: `answer:${reference}:${posts}`,
      destination: { channel, ...(threadTs === undefined ? {} : { threadTs }) },
      message,
    });
    return true;
  }

  async function whisper(message: Message): Promise<boolean> {
    const { seenIn, userId } = target;
    if (seenIn === undefined || seenIn.direct) return false;
    try {
      // Into a thread only where there is one: elsewhere Slack would show it to nobody
      // (https://docs.slack.dev/reference/methods/chat.postEphemeral#arg_thread_ts).
      await ports.slack.postEphemeral(seenIn.channel, userId, message, seenIn.threadTs);
      return true;
    } catch (error) {
      log.info({ error }, 'An answer could not be shown in the channel; it goes by direct message');
      return false;
    }
  }

  async function directly(message: Message): Promise<void> {
    const { seenIn, userId } = target;
    const there = seenIn?.direct
      ? await post(seenIn.channel, seenIn.threadTs, message)
      : await post(userId, undefined, message);
    if (!there) log.error({}, 'An answer reached nobody: there is no way to send it');
  }

  return {
    async privately(message, { instead = false } = {}) {
      if ((await respond(message, false, instead)) || (await whisper(message))) return;
      await directly(message);
    },
    async openly(message) {
      if (await respond(message, true)) return;
      const { seenIn } = target;
      const threadTs = seenIn?.threadTs ?? seenIn?.ts;
      if (seenIn && !seenIn.direct && (await post(seenIn.channel, threadTs, message))) return;
      if (await whisper(message)) return;
      await directly(message);
    },
  };
}

async function postResponse(
  url: string,
  message: Message,
  { open, replaces }: { open: boolean; replaces: boolean },
  log: Logger,
): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      redirect: 'error',
      signal: AbortSignal.timeout(respondTimeoutMs),
      body: JSON.stringify({
        response_type: open ? 'in_channel' : 'ephemeral',
        replace_original: replaces,
        unfurl_links: false,
        unfurl_media: false,
        text: message.text,
        ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
      }),
    });
    if (response.ok) return true;
    const refusal = (await response.text()).slice(0, 200);
    log.info({ status: response.status, refusal }, 'Slack took no answer at a response_url');
  } catch (error) {
    log.info({ error }, 'A response_url was not reached');
  }
  return false;
}
