import type { Kysely, Selectable } from 'kysely';
import type { Retention } from '../store/retention.ts';
import type { Tables } from '../store/store.ts';
import { type Draft, type DraftState, type DraftWords, isSameAnswer } from './draft.ts';

declare module '../store/store.ts' {
  interface Tables {
    faq_drafts: DraftRow;
  }
}

/** One draft; times are Unix milliseconds. */
interface DraftRow {
  id: string;
  channel: string;
  ts: string;
  saved_by: string;
  saved_at: number;
  topic: string;
  question: string;
  /** One a line. */
  other_questions: string;
  answer: string;
  state: DraftState;
  revision: number;
  changed_at: number;
  decided_by: string | null;
  decided_at: number | null;
}

type Db = Kysely<Tables>;

/** A draft as somebody saw it. */
export type DraftRef = Pick<Draft, 'id' | 'revision'>;

/** Stores a draft; false when its message was saved before, whatever became of that. */
export async function addDraft(db: Db, draft: Draft): Promise<boolean> {
  const added = await db
    .insertInto('faq_drafts')
    .values({
      id: draft.id,
      channel: draft.channel,
      ts: draft.ts,
      saved_by: draft.savedBy,
      saved_at: draft.savedAt.getTime(),
      topic: draft.topic,
      ...wordColumns(draft),
      state: draft.state,
      revision: draft.revision,
      changed_at: draft.savedAt.getTime(),
      decided_by: draft.decidedBy ?? null,
      decided_at: draft.decidedAt?.getTime() ?? null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

export async function findDraft(db: Db, id: string): Promise<Draft | undefined> {
  const row = await db.selectFrom('faq_drafts').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toDraft(row);
}

/** The oldest draft that has the same words, whatever became of it, as long as its words are kept. */
export async function findTwin(db: Db, words: DraftWords): Promise<Draft | undefined> {
  const rows = await db
    .selectFrom('faq_drafts')
    .selectAll()
    .where('answer', '!=', '')
    .orderBy('saved_at')
    .execute();
  return rows.map(toDraft).find((draft) => isSameAnswer(draft, words));
}

/**
 * Decides on a draft, or opens it again. Of several clicks exactly one wins: undefined when somebody changed or
 * decided it since the clicker saw it.
 */
export async function moveDraft(
  db: Db,
  ref: DraftRef,
  move: { from: readonly DraftState[]; to: DraftState; by: string; at: Date },
): Promise<Draft | undefined> {
  const { from, to, by, at } = move;
  const decided =
    to === 'open' ? { decided_by: null, decided_at: null } : { decided_by: by, decided_at: at.getTime() };
  const row = await db
    .updateTable('faq_drafts')
    .set({ state: to, revision: ref.revision + 1, changed_at: at.getTime(), ...decided })
    .where('id', '=', ref.id)
    .where('revision', '=', ref.revision)
    .where('state', 'in', [...from])
    .returningAll()
    .executeTakeFirst();
  return row && toDraft(row);
}

/** Gives an open draft other words; undefined when somebody changed or decided it meanwhile. */
export async function rewordDraft(
  db: Db,
  ref: DraftRef,
  words: DraftWords,
  at: Date,
): Promise<Draft | undefined> {
  const row = await db
    .updateTable('faq_drafts')
    .set({ ...wordColumns(words), revision: ref.revision + 1, changed_at: at.getTime() })
    .where('id', '=', ref.id)
    .where('revision', '=', ref.revision)
    .where('state', '=', 'open')
    .returningAll()
    .executeTakeFirst();
  return row && toDraft(row);
}

/** All accepted drafts, by topic. */
export async function acceptedDrafts(db: Db): Promise<Draft[]> {
  const rows = await db
    .selectFrom('faq_drafts')
    .selectAll()
    .where('state', '=', 'accepted')
    .orderBy('topic')
    .execute();
  return rows.map(toDraft);
}

/** How many drafts nobody has decided on. */
export async function countOpenDrafts(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('faq_drafts')
    .select((from) => from.fn.countAll<number>().as('count'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Changes whenever another process, or this one, accepts a draft or takes one back. One look at an index. */
export async function acceptedState(db: Db): Promise<string> {
  const row = await db
    .selectFrom('faq_drafts')
    .select((from) => [
      from.fn.countAll<number>().as('count'),
      from.fn.max('changed_at').as('newest'),
      from.fn.sum<number>('revision').as('revisions'),
    ])
    .where('state', '=', 'accepted')
    .executeTakeFirstOrThrow();
  return `${row.count}:${row.newest ?? 0}:${row.revisions ?? 0}`;
}

/** Accepted drafts are answers and stay. A rejected one loses its words, never its id: it must not come back. */
export const draftRetention: Retention = {
  name: 'words of rejected drafts',
  async deleteBefore(db, before) {
    const emptied = await db
      .updateTable('faq_drafts')
      .set({ question: '', other_questions: '', answer: '' })
      .where('state', '=', 'rejected')
      .where('changed_at', '<', before.getTime())
      .where('answer', '!=', '')
      .executeTakeFirstOrThrow();
    return Number(emptied.numUpdatedRows);
  },
};

function wordColumns({ question, otherQuestions, answer }: DraftWords) {
  return { question, other_questions: otherQuestions.join('\n'), answer };
}

function toDraft(row: Selectable<DraftRow>): Draft {
  return {
    id: row.id,
    channel: row.channel,
    ts: row.ts,
    savedBy: row.saved_by,
    savedAt: new Date(row.saved_at),
    topic: row.topic,
    question: row.question,
    otherQuestions: row.other_questions === '' ? [] : row.other_questions.split('\n'),
    answer: row.answer,
    state: row.state,
    revision: row.revision,
    decidedBy: row.decided_by ?? undefined,
    decidedAt: row.decided_at === null ? undefined : new Date(row.decided_at),
  };
}
