import { hourMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import { type AnswerBook, answerBook } from './answer-book.ts';
import { askQuestion, type Reply } from './ask-question.ts';
import { type Asked, askedInThread, countUnasked, type Place, recordAsked } from './asked-store.ts';
import type { Manner } from './decide.ts';
import { type Silence, silenceFor } from './gates.ts';

/** A message that may be a question, and where it stands. */
export interface Heard {
  text: string;
  person: string;
  place: Place;
  manner: Manner;
}

export type Taken =
  | { outcome: 'reply'; reply: Reply; askedId: string | undefined }
  /** The same answer stands in the thread already. */
  | { outcome: 'repeat'; reply: Reply; askedId: string | undefined }
  | { outcome: 'silent'; silence: Silence };

/**
 * Decides what to say to a message, and keeps what was decided. Asked directly there is always a reply; unasked,
 * every gate has to be passed, and each silence is kept with its reason. A follow-up in a thread of ours is also
 * read together with what was asked there before.
 */
export async function takeQuestion(heard: Heard, ports: Ports, now: Date): Promise<Taken> {
  const { place, manner } = heard;
  const earlier = await earlierIn(place, ports);
  const reply = bestReply(await answerBook(ports), heard, earlier);
  const silence = manner === 'unasked' ? await whySilent(heard, reply, earlier, ports, now) : undefined;
  const said = reply.answer !== undefined && wasSaid(reply.answer.topic, earlier);
  const askedId = await keep(
    heard,
    reply,
    said && manner === 'unasked' ? 'said-already' : silence,
    ports,
    now,
  );
  if (silence !== undefined) return { outcome: 'silent', silence };
  if (!said) return { outcome: 'reply', reply, askedId };
  return manner === 'unasked'
    ? { outcome: 'silent', silence: 'said-already' }
    : { outcome: 'repeat', reply, askedId };
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

async function whySilent(
  { text, place }: Heard,
  reply: Reply,
  earlier: readonly Asked[],
  { store, config }: Ports,
  now: Date,
): Promise<Silence | undefined> {
  const inForeignThread = place.threadTs !== undefined && place.threadTs !== place.ts && earlier.length === 0;
  if (inForeignThread) return 'in-thread';
  const gate = silenceFor(text);
  if (gate !== undefined) return gate;
  if (reply.decision !== 'answer') return 'not-sure';
  if (!store) return undefined;
  const given = await countUnasked(store.db, place.channel, new Date(now.getTime() - hourMs));
  return given >= config.faq.answersPerHour ? 'too-many' : undefined;
}

/** Only what was a question is kept with its words: of all else, only that it was left alone. */
async function keep(
  { text, person, place, manner }: Heard,
  reply: Reply,
  silence: Silence | undefined,
  { store, metrics }: Ports,
  now: Date,
): Promise<string | undefined> {
  const decision = silence === undefined ? reply.decision : 'silent';
  metrics?.count('vault_steward_faq_questions_total', { manner, decision });
  if (silence !== undefined) metrics?.count('vault_steward_faq_silences_total', { reason: silence });
  if (!store) return undefined;
  const wasQuestion = silence === undefined || ['not-sure', 'too-many', 'said-already'].includes(silence);
  const first = reply.candidates[0];
  return recordAsked(store.db, place, {
    person,
    manner,
    asked_at: now.getTime(),
    question: wasQuestion ? text : '',
    decision,
    silence: silence ?? null,
    topic: first?.topic ?? null,
    score: first?.score ?? 0,
  });
}
