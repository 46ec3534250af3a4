import type { Kysely } from 'kysely';
import type { Config } from '../config/config.ts';
import { hourMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import type { Tables } from '../store/store.ts';
import { type AnswerBook, answerBook } from './answer-book.ts';
import { askQuestion, type Reply } from './ask-question.ts';
import { type Asked, askedInThread, countUnasked, type Place } from './asked-store.ts';
import type { Manner } from './decide.ts';
import { type Silence, silenceFor } from './gates.ts';

/** A message that may be a question, and where it stands. */
export interface Heard {
  text: string;
  person: string;
  place: Place;
  manner: Manner;
}

/** What is to be said to a message. */
export interface Judgement {
  /** The best reply, also where nothing is said. */
  reply: Reply;
  /** Why nothing is said. */
  silence: Silence | undefined;
  /** The same answer stands in the thread already. */
  isRepeat: boolean;
}

/**
 * Decides what to say to a message. Asked directly there is always a reply; unasked, every gate has to be passed. A
 * follow-up in a thread of ours is also read together with what was asked there before. Stores nothing; whether the
 * channel had its answers of this hour is asked where the judgement is stored (`withinLimit`).
 */
export async function judgeQuestion(heard: Heard, ports: Ports): Promise<Judgement> {
  const earlier = await earlierIn(heard.place, ports);
  const reply = bestReply(await answerBook(ports), heard, earlier);
  const isRepeat = reply.answer !== undefined && wasSaid(reply.answer.topic, earlier);
  if (heard.manner === 'direct') return { reply, silence: undefined, isRepeat };
  const silence = whySilent(heard, reply, earlier);
  return { reply, silence: silence ?? (isRepeat ? 'said-already' : undefined), isRepeat };
}

/**
 * The judgement, silent where it would answer unasked and the channel had its answers of the last hour. Give the
 * transaction in which it is stored: of two messages at once the second finds the first one's answer counted.
 */
export async function withinLimit(
  judgement: Judgement,
  { manner, place }: Pick<Heard, 'manner' | 'place'>,
  within: { db: Kysely<Tables>; config: Config; now: Date },
): Promise<Judgement> {
  if (manner === 'direct' || judgement.silence !== undefined) return judgement;
  const { db, config, now } = within;
  const given = await countUnasked(db, place.channel, new Date(now.getTime() - hourMs));
  return given >= config.faq.answersPerHour ? { ...judgement, silence: 'too-many' } : judgement;
}

async function earlierIn({ channel, ts, threadTs }: Place, { store }: Ports): Promise<Asked[]> {
  if (!store || threadTs === undefined) return [];
  const all = await askedInThread(store.db, channel, threadTs);
  return all.filter((asked) => asked.ts !== ts && asked.decision !== 'silent');
}

/** The message alone, or behind the last question of its thread ("and for Jenkins?"): whichever is surer. */
function bestReply(book: AnswerBook, { text, manner }: Heard, earlier: readonly Asked[]): Reply {
  const alone = askQuestion(book, text, manner);
  const before = earlier.at(-1)?.question;
  if (before === undefined || before === '' || alone.decision === 'answer') return alone;
  const together = askQuestion(book, `${before}\n${text}`, manner);
  const isNew = !wasSaid(together.candidates[0]?.topic, earlier);
  return isNew && (together.candidates[0]?.score ?? 0) > (alone.candidates[0]?.score ?? 0)
    ? { ...together, question: text }
    : alone;
}

function wasSaid(topic: string | undefined, earlier: readonly Asked[]): boolean {
  return earlier.some((asked) => asked.decision === 'answer' && asked.topic === topic);
}

function whySilent({ text, place }: Heard, reply: Reply, earlier: readonly Asked[]): Silence | undefined {
  const isOurs = earlier.length > 0;
  const isReply = place.threadTs !== undefined && place.threadTs !== place.ts;
  if (isReply && !isOurs) return 'in-thread';
  const gate = silenceFor(text);
  // "And Jenkins?" is a question where something was asked before.
  const isFollowUp = isOurs && gate === 'too-short' && text.includes('?');
  if (gate !== undefined && !isFollowUp) return gate;
  return reply.decision === 'answer' ? undefined : 'not-sure';
}
