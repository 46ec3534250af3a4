import type { Kysely } from 'kysely';
import type { Config } from '../config/config.ts';
import { hourMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import type { Tables } from '../store/store.ts';
import type { Answer } from './answer.ts';
import { type AnswerBook, answerBook } from './answer-book.ts';
import { askQuestion, type Reply } from './ask-question.ts';
import { type Asked, askedInThread, countUnasked, type Place } from './asked-store.ts';
import type { Manner } from './decide.ts';
import { sampleNamed, swapSubject } from './follow-up.ts';
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
  /** A follow-up named this sample of the answer that was given before: it is what is said. */
  sample?: NamedSample;
}

export interface NamedSample {
  answer: Answer;
  /** Which of its samples. */
  index: number;
}

/**
 * Decides what to say to a message. Asked directly there is always a reply; unasked, every gate has to be passed. A
 * follow-up in a thread of ours is also read together with what was asked there before. Stores nothing; whether the
 * channel had its answers of this hour is asked where the judgement is stored (`withinLimit`).
 */
export async function judgeQuestion(heard: Heard, ports: Ports): Promise<Judgement> {
  const earlier = await earlierIn(heard.place, ports);
  const book = await answerBook(ports);
  const readings = readingsOf(book, heard.text, earlier);
  await book.ready(Object.values(readings));
  const reply = bestReply(book, heard, readings, earlier);
  const sample = reply.decision === 'answer' ? undefined : sampleOf(book, heard, earlier);
  if (sample !== undefined) return { reply, silence: undefined, isRepeat: false, sample };
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

/** The ways to read a message. */
interface Readings {
  alone: string;
  /** Behind the last question of its thread. */
  behind?: string;
  /** In that question in the place of what it was about. */
  swapped?: string;
}

function readingsOf(book: AnswerBook, text: string, earlier: readonly Asked[]): Readings {
  const last = earlier.at(-1);
  if (last === undefined || last.question === '') return { alone: text };
  const answer = last.decision === 'answer' ? book.answers.get(last.topic ?? '') : undefined;
  const swapped = answer && swapSubject(text, { question: last.question, answer }, book.answers);
  return {
    alone: text,
    behind: `${last.question}\n${text}`,
    ...(swapped === undefined ? {} : { swapped }),
  };
}

/**
 * The message alone, behind the last question of its thread ("and how long does it live?"), or in that question in the
 * place of what it was about ("and for Jenkins?"): whichever is surest of an answer that is not there yet.
 */
function bestReply(
  book: AnswerBook,
  { text, manner }: Heard,
  { behind, swapped }: Readings,
  earlier: readonly Asked[],
): Reply {
  const alone = askQuestion(book, text, manner);
  if (behind === undefined || alone.decision === 'answer') return alone;
  const read = [
    askQuestion(book, behind, manner),
    // What the earlier words alone lead to is a guess: the message itself has to point there, too.
    ...(swapped === undefined ? [] : [askQuestion(book, swapped, manner)]).filter(
      (one) => topicOf(one) === topicOf(alone),
    ),
  ];
  const news = read.filter((one) => !wasSaid(topicOf(one), earlier));
  const best = news.reduce((best, one) => (scoreOf(one) > scoreOf(best) ? one : best), alone);
  return { ...best, question: text };
}

function topicOf({ candidates }: Reply): string | undefined {
  return candidates[0]?.topic;
}

function scoreOf({ candidates }: Reply): number {
  return candidates[0]?.score ?? 0;
}

/** The sample that a follow-up names, of the answer that was given last in its thread. */
function sampleOf(book: AnswerBook, { text }: Heard, earlier: readonly Asked[]): NamedSample | undefined {
  const given = earlier.findLast(({ decision }) => decision === 'answer');
  const answer = book.answers.get(given?.topic ?? '');
  const index = answer && sampleNamed(text, answer);
  return answer === undefined || index === undefined ? undefined : { answer, index };
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
