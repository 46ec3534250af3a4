import type { Logger } from '../lib/logger.ts';
import type { Ports } from '../ports.ts';
import type { SlackGateway, ThreadMessage } from '../slack/slack-gateway.ts';
import { askedId, findAsked } from './asked-store.ts';
import { type DraftWords, draftWords } from './draft.ts';
import { silenceFor } from './gates.ts';
import { markdownFromSlack, withoutMentions } from './markdown-from-slack.ts';

/** The message that somebody saves. */
export interface SavedMessage {
  channel: string;
  ts: string;
  threadTs: string | undefined;
  user: string | undefined;
  /** As it was typed. */
  text: string;
}

/** What a form begins with; `redacted` when something that looks like a secret was taken out. */
export interface Proposal {
  words: DraftWords;
  redacted: boolean;
}

/**
 * Question and answer out of a message and its thread: a reply answers what began the thread; a question at the top
 * is answered by the last thing that another person wrote under it; anything else at the top is an answer whose
 * question is still to be written. Where the bot cannot read, it leaves the field empty.
 */
export async function proposeDraft(
  message: SavedMessage,
  ports: Ports & { slack: SlackGateway },
  log: Logger,
): Promise<Proposal> {
  const { question, answer } = await wordsAround(message, ports, log);
  const words = draftWords({ question: withoutMentions(question), answer: markdownFromSlack(answer) });
  const redacted = [words.question, words.answer].some((text) => text.includes('[redacted]'));
  return { words, redacted };
}

async function wordsAround(
  message: SavedMessage,
  ports: Ports & { slack: SlackGateway },
  log: Logger,
): Promise<{ question: string; answer: string }> {
  const { text, ts, threadTs = ts } = message;
  const isReply = threadTs !== ts;
  const asks = !isReply && silenceFor(text) === undefined;
  if (!isReply && !asks) return { question: '', answer: text };
  const thread = await threadOf(message.channel, threadTs, ports, log);
  if (!isReply) return { question: text, answer: lastFromOthers(thread, message) };
  const first = thread.find((one) => one.ts === threadTs)?.text;
  return { question: first ?? (await storedQuestion(message.channel, threadTs, ports)), answer: text };
}

async function threadOf(
  channel: string,
  threadTs: string,
  { slack }: { slack: SlackGateway },
  log: Logger,
): Promise<ThreadMessage[]> {
  try {
    return await slack.readThread(channel, threadTs);
  } catch (error) {
    log.info({ error }, 'The thread of a message that is saved cannot be read');
    return [];
  }
}

function lastFromOthers(thread: readonly ThreadMessage[], asked: SavedMessage): string {
  const replies = thread.filter(({ ts, user, isBot }) => ts !== asked.ts && !isBot && user !== asked.user);
  return replies.at(-1)?.text ?? '';
}

async function storedQuestion(channel: string, ts: string, { store }: Ports): Promise<string> {
  return (store && (await findAsked(store.db, askedId({ channel, ts })))?.question) ?? '';
}
