import { describe, expect, onTestFinished, test } from 'vitest';
import { answerBook } from '../../src/faq/answer-book.ts';
import { askQuestion } from '../../src/faq/ask-question.ts';
import {
  acceptedDrafts,
  addDraft,
  draftRetention,
  findDraft,
  moveDraft,
  rewordDraft,
} from '../../src/faq/draft-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTempStore, openTestStore } from '../helpers/store.ts';
import { sampleDraft } from './helpers/drafts.ts';

const at = new Date('2026-11-22T10:00:00Z');
const accept = { from: ['open'], to: 'accepted', by: 'U0OMAR', at } as const;

describe('drafts in the store', () => {
  test('one message is one draft, whatever became of the first', async () => {
    const { db } = await openTestStore();
    expect(await addDraft(db, sampleDraft())).toBe(true);
    await moveDraft(db, { id: sampleDraft().id, revision: 1 }, { ...accept, to: 'rejected' });
    expect(await addDraft(db, sampleDraft({ question: 'again?' }))).toBe(false);
    expect(await findDraft(db, sampleDraft().id)).toEqual({
      ...sampleDraft({ state: 'rejected', revision: 2 }),
      decidedBy: 'U0OMAR',
      decidedAt: at,
    });
  });

  test('of two decisions on the same state one wins', async () => {
    const { db } = await openTestStore();
    await addDraft(db, sampleDraft());
    const ref = { id: sampleDraft().id, revision: 1 };
    const both = await Promise.all([
      moveDraft(db, ref, accept),
      moveDraft(db, ref, { ...accept, to: 'rejected', by: 'U0BOB' }),
    ]);
    expect(both.filter((draft) => draft !== undefined)).toHaveLength(1);
  });

  test('who saw older words decides nothing', async () => {
    const { db } = await openTestStore();
    await addDraft(db, sampleDraft());
    const ref = { id: sampleDraft().id, revision: 1 };
    const words = { question: 'new?', otherQuestions: [], answer: 'new' };
    expect(await rewordDraft(db, ref, words, at)).toMatchObject({ ...words, revision: 2 });
    expect(await moveDraft(db, ref, accept)).toBeUndefined();
    expect(await rewordDraft(db, ref, words, at)).toBeUndefined();
  });

  test('retention takes the words of rejected ones only', async () => {
    const { db } = await openTestStore();
    for (const [id, state] of [
      ['a'.repeat(16), 'accepted'],
      ['b'.repeat(16), 'rejected'],
      ['c'.repeat(16), 'open'],
    ] as const)
      await addDraft(db, sampleDraft({ id, state }));
    expect(await draftRetention.deleteBefore(db, new Date('2027-12-01'))).toBe(1);
    expect(await findDraft(db, 'b'.repeat(16))).toMatchObject({ answer: '', state: 'rejected' });
    expect((await acceptedDrafts(db)).map(({ answer }) => answer)).toEqual([sampleDraft().answer]);
  });
});

describe('an accepted draft', () => {
  const questions = [
    sampleDraft().question,
    'Our canary cluster gives 417 when the CI fetches its database login, what now?',
    'vault login says x509: certificate signed by unknown authority on the new laptops',
    'how do I get a secret for the payroll batch job on the mainframe',
  ];

  test.each(questions)('answers at once, asked as it was saved: %s', async (question) => {
    const store = await openTestStore();
    const ports = barePorts({ store });
    const before = await answerBook(ports);
    const draft = sampleDraft({ question, otherQuestions: [], topic: 'learned-012345' });
    await addDraft(store.db, draft);
    expect(await answerBook(ports)).toBe(before);
    await moveDraft(store.db, draft, accept);
    const book = await answerBook(ports);
    expect(askQuestion(book, question, 'direct').answer?.topic).toBe('learned-012345');
  });

  test('is known to a second process and after a restart, and goes when it is taken back', async () => {
    const { store, file, end } = await openTempStore();
    onTestFinished(end);
    const second = await openStore(file);
    onTestFinished(() => second.close());
    const ports = barePorts({ store: second });
    const { topic } = sampleDraft();
    expect((await answerBook(ports)).answers.has(topic)).toBe(false);
    await addDraft(store.db, sampleDraft());
    await moveDraft(store.db, sampleDraft(), accept);
    expect((await answerBook(ports)).answers.has(topic)).toBe(true);
    expect((await answerBook(barePorts({ store: second }))).answers.has(topic)).toBe(true);
    await moveDraft(
      store.db,
      { id: sampleDraft().id, revision: 2 },
      { ...accept, from: ['accepted'], to: 'open' },
    );
    expect((await answerBook(ports)).answers.has(topic)).toBe(false);
  });

  test('a store that fails keeps what was known', async () => {
    const { store, end } = await openTempStore();
    const ports = barePorts({ store });
    await addDraft(store.db, sampleDraft());
    await moveDraft(store.db, sampleDraft(), accept);
    const book = await answerBook(ports);
    await end();
    expect(await answerBook(ports)).toBe(book);
  });
});
