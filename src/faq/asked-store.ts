import { createHash } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { redact } from '../lib/redact.ts';
import type { Retention } from '../store/retention.ts';
import type { Tables } from '../store/store.ts';
import type { Decision, Manner } from './decide.ts';
import type { Silence } from './gates.ts';

declare module '../store/store.ts' {
  interface Tables {
    faq_questions: AskedRow;
  }
}

/** One question and what came of it. */
export interface AskedRow {
  /** Made from its place, so that one message is one question: all that a button carries. */
  id: string;
  channel: string;
  /** The message's own ts; the request's reference for a slash command. */
  ts: string;
  /** The thread's first message; its own ts when it began one. */
  thread_ts: string;
  person: string;
  manner: Manner;
  asked_at: number;
  /** Secrets removed, 2,000 characters at most; empty when the message was none of our business. */
  question: string;
  decision: Decision | 'silent';
  /** Why nothing was said; only when `silent`. */
  silence: Silence | null;
  /** The best candidate, answered or not. */
  topic: string | null;
  score: number;
  /** 1 or 0, as somebody said. */
  helped: number | null;
  /** What was missing in the answer, in one line. */
  missing: string | null;
  /** `asked` (posted to the operators), `taken`, `done`. */
  human_state: 'asked' | 'taken' | 'done' | null;
  /** Who took it. */
  human: string | null;
  category: string | null;
  /** How it ended, in one line. */
  outcome: string | null;
  /** Which reply stands in Slack: one more each time that one was taken back. */
  reply: number;
  /** Slack's stamp of the last edit that was followed. */
  edited_ts: string | null;
  /** What was asked of people: the question as the one who passed it on put it. */
  human_question: string | null;
  /** Who passed it on. */
  human_by: string | null;
}
export type Asked = Selectable<AskedRow>;

/** Where a question stands. */
export interface Place {
  channel: string;
  ts: string;
  threadTs: string | undefined;
}

const questionLimit = 2_000;

/** The same message always has the same id. */
export function askedId(place: Pick<Place, 'channel' | 'ts'>): string {
  return createHash('sha256').update(`${place.channel}:${place.ts}`).digest('hex').slice(0, 16);
}

/** Stores a question once; a second call for the same message changes nothing. */
export async function recordAsked(
  db: Kysely<Tables>,
  place: Place,
  asked: Pick<
    AskedRow,
    'person' | 'manner' | 'asked_at' | 'question' | 'decision' | 'silence' | 'topic' | 'score'
  >,
): Promise<string> {
  const id = askedId(place);
  await db
    .insertInto('faq_questions')
    .values({
      id,
      channel: place.channel,
      ts: place.ts,
      thread_ts: place.threadTs ?? place.ts,
      ...asked,
      question: redact(asked.question).slice(0, questionLimit),
      helped: null,
      missing: null,
      human_state: null,
      human: null,
      category: null,
      outcome: null,
      reply: 0,
      edited_ts: null,
      human_question: null,
      human_by: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  return id;
}

export async function findAsked(db: Kysely<Tables>, id: string): Promise<Asked | undefined> {
  return db.selectFrom('faq_questions').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Whether anybody ever asked, as far as it is kept. */
export async function wasEverAsked(db: Kysely<Tables>): Promise<boolean> {
  const first = await db.selectFrom('faq_questions').select('id').limit(1).executeTakeFirst();
  return first !== undefined;
}

/** All questions of a thread, oldest first. */
export async function askedInThread(db: Kysely<Tables>, channel: string, threadTs: string): Promise<Asked[]> {
  return db
    .selectFrom('faq_questions')
    .selectAll()
    .where('channel', '=', channel)
    .where('thread_ts', '=', threadTs)
    .orderBy('asked_at')
    .orderBy('ts')
    .execute();
}

/** How many unasked answers a channel got since then. */
export async function countUnasked(db: Kysely<Tables>, channel: string, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('faq_questions')
    .select((from) => from.fn.countAll<number>().as('count'))
    .where('channel', '=', channel)
    .where('manner', '=', 'unasked')
    .where('decision', '=', 'answer')
    .where('asked_at', '>', since.getTime())
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What was asked from then until then, oldest first. */
export async function askedBetween(db: Kysely<Tables>, from: Date, to: Date): Promise<Asked[]> {
  return db
    .selectFrom('faq_questions')
    .selectAll()
    .where('asked_at', '>=', from.getTime())
    .where('asked_at', '<', to.getTime())
    .orderBy('asked_at')
    .execute();
}

/** Keeps what somebody said about an answer. */
export async function recordFeedback(
  db: Kysely<Tables>,
  id: string,
  feedback: { helped: boolean; missing?: string },
): Promise<void> {
  await db
    .updateTable('faq_questions')
    .set({
      helped: feedback.helped ? 1 : 0,
      ...(feedback.missing === undefined ? {} : { missing: redact(feedback.missing).slice(0, 500) }),
    })
    .where('id', '=', id)
    .execute();
}

/** Keeps what an edit or a deletion made of a question. */
export async function changeAsked(
  db: Kysely<Tables>,
  id: string,
  change: Partial<
    Pick<
      AskedRow,
      | 'manner'
      | 'question'
      | 'decision'
      | 'silence'
      | 'topic'
      | 'score'
      | 'helped'
      | 'missing'
      | 'reply'
      | 'edited_ts'
    >
  >,
): Promise<void> {
  const question =
    change.question === undefined ? {} : { question: redact(change.question).slice(0, questionLimit) };
  await db
    .updateTable('faq_questions')
    .set({ ...change, ...question })
    .where('id', '=', id)
    .execute();
}

/** The person chose one of the answers that were offered. */
export async function recordChoice(db: Kysely<Tables>, id: string, topic: string): Promise<void> {
  await db.updateTable('faq_questions').set({ topic, decision: 'answer' }).where('id', '=', id).execute();
}

/**
 * Moves a question that went to people from one state to the next. False when somebody else was first: exactly one
 * of several clicks wins.
 */
export async function moveHuman(
  db: Kysely<Tables>,
  id: string,
  from: AskedRow['human_state'],
  change: Pick<AskedRow, 'human_state'> &
    Partial<Pick<AskedRow, 'human' | 'category' | 'outcome' | 'human_question' | 'human_by'>>,
): Promise<boolean> {
  const moved = await db
    .updateTable('faq_questions')
    .set(change)
    .where('id', '=', id)
    .where('human_state', from === null ? 'is' : '=', from)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

export const askedRetention: Retention = {
  name: 'questions asked',
  async deleteBefore(db, before) {
    const result = await db
      .deleteFrom('faq_questions')
      .where('asked_at', '<', before.getTime())
      .executeTakeFirstOrThrow();
    return Number(result.numDeletedRows);
  },
};
