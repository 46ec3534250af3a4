import type { Draft } from '../../../src/faq/draft.ts';

/** A draft that nobody has decided on. */
export function sampleDraft(changes: Partial<Draft> = {}): Draft {
  return {
    id: '0123456789abcdef',
    channel: 'C0HELP',
    ts: '1700000000.000100',
    savedBy: 'U0DANA',
    savedAt: new Date('2026-11-22T09:00:00Z'),
    topic: 'where-do-the-blue-badgers-live-012345',
    question: 'where do the blue badgers live?',
    otherQuestions: ['badger address'],
    answer: 'In the *wood*. Run:\n\n```\nbadger find --blue\n```',
    state: 'open',
    revision: 1,
    decidedBy: undefined,
    decidedAt: undefined,
    ...changes,
  };
}
