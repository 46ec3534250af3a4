import type { Kysely } from 'kysely';
import type { Config } from '../config/config.ts';
import { hourMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import type { Tables } from '../store/store.ts';
import type { Answer } from './answer.ts';
import { type AnswerBook, answerBook } from './answer-book.ts';
import type { Reply } from './ask-question.ts';
import { type Asked, askedInThread, countUnasked, type Place } from './asked-store.ts';
import type { Manner } from './decide.ts';
import { sampleNamed } from './follow-up.ts';
import { type Silence, silenceFor } from './gates.ts';
import { bestReply, readingsOf, wasSaid } from './read-follow-up.ts';

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
 * channel had its answers of this hour is asked where the judgement is stored (`settleJudgement`).
 */
export async function judgeQuestion(heard: Heard, ports: Ports): Promise<Judgement> {
  const earlier = await earlierIn(heard.place, ports.store?.db);
  const book = await answerBook(ports);
  const readings = readingsOf(book, heard.text, earlier);
  await book.ready(Object.values(readings));
  const reply = bestReply(book, readings, heard.manner, earlier);
  const isSaid = reply.answer !== undefined && wasSaid(reply.answer.topic, earlier);
  const sample = reply.answer && !isSaid ? undefined : sampleOf(book, heard, reply.answer, earlier);
  if (sample && !wasShown(sample, earlier)) return { reply, silence: undefined, isRepeat: false, sample };
  if (sample)
    return repeated({ reply: given(reply, sample.answer), silence: undefined, isRepeat: false }, heard);
  const silence = heard.manner === 'direct' ? undefined : whySilent(heard, reply, earlier);
  const judgement = { reply, silence, isRepeat: false };
  return isSaid ? repeated(judgement, heard) : judgement;
}

/**
 * The judgement with what came of other messages since: silent where it would answer unasked and the channel had its
 * answers of the last hour, and no second time what another message of the thread got. Give the transaction in which
 * it is stored: of two messages at once the second finds the first one's answer. `isCounted`: among those of the hour
 * already.
 */
export async function settleJudgement(
  judgement: Judgement,
  heard: Pick<Heard, 'manner' | 'place'>,
  within: { db: Kysely<Tables>; config: Config; now: Date; isCounted?: boolean },
): Promise<Judgement> {
  const { db, config, now, isCounted = false } = within;
  const { reply, silence, isRepeat, sample } = judgement;
  if (silence !== undefined) return judgement;
  const earlier = await earlierIn(heard.place, db);
  if (reply.answer && !isRepeat && !sample && wasSaid(reply.answer.topic, earlier))
    return repeated(judgement, heard);
  if (heard.manner === 'direct' || isCounted) return judgement;
  const answers = await countUnasked(db, heard.place.channel, new Date(now.getTime() - hourMs));
  return answers >= config.faq.answersPerHour ? { ...judgement, silence: 'too-many' } : judgement;
}

/** Who asked hears that the answer is there; unasked, nothing is said. */
function repeated(judgement: Judgement, { manner }: Pick<Heard, 'manner'>): Judgement {
  const silence = manner === 'direct' ? undefined : (judgement.silence ?? 'said-already');
  return { ...judgement, isRepeat: true, silence };
}

async function earlierIn({ channel, ts, threadTs }: Place, db: Kysely<Tables> | undefined): Promise<Asked[]> {
  if (!db || threadTs === undefined) return [];
  const all = await askedInThread(db, channel, threadTs);
  return all.filter((asked) => asked.ts !== ts && asked.decision !== 'silent');
}

/** The sample that a follow-up names, of the answer that it means, or else of the one that was given last in its thread. */
function sampleOf(
  book: AnswerBook,
  { text }: Heard,
  meant: Answer | undefined,
  earlier: readonly Asked[],
): NamedSample | undefined {
  const last = earlier.findLast(({ decision }) => decision === 'answer');
  const answer = meant ?? book.answers.get(last?.topic ?? '');
  const index = answer && sampleNamed(text, answer);
  return answer === undefined || index === undefined ? undefined : { answer, index };
}

function wasShown({ answer, index }: NamedSample, earlier: readonly Asked[]): boolean {
  return earlier.some(
    ({ decision, topic, question }) =>
      decision === 'answer' && topic === answer.topic && sampleNamed(question, answer) === index,
  );
}

/** A reply that is sure of this answer. */
function given(reply: Reply, answer: Answer): Reply {
  const others = reply.candidates.filter(({ topic }) => topic !== answer.topic);
  const candidates = [{ topic: answer.topic, score: 1 }, ...others];
  return { ...reply, decision: 'answer', answer, candidates, suggestions: [] };
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
