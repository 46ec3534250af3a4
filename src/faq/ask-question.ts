import type { Answer } from './answer.ts';
import type { AnswerBook } from './answer-book.ts';
import { type Decision, decide, type Manner } from './decide.ts';
import type { Candidate } from './rank-answers.ts';

/** What a question led to: always the best candidates, whatever was decided. */
export interface Reply {
  question: string;
  decision: Decision;
  /** Best first, at most five. */
  candidates: readonly Candidate[];
  /** The answer that is given; only when the decision is `answer`. */
  answer: Answer | undefined;
  /** What may be offered, best first, at most three; only when the decision is `suggest`. */
  suggestions: readonly Answer[];
}

const candidatesKept = 5;
const suggestionsShown = 3;

/** Finds what to say to a question. Looks at nothing but the book. */
export function askQuestion(book: AnswerBook, question: string, manner: Manner): Reply {
  const candidates = book.rank(question).slice(0, candidatesKept);
  const decision = decide(question, candidates, manner);
  const found = candidates.flatMap(({ topic }) => book.answers.get(topic) ?? []);
  return {
    question,
    decision,
    candidates,
    answer: decision === 'answer' ? found[0] : undefined,
    suggestions: decision === 'suggest' ? found.slice(0, suggestionsShown) : [],
  };
}
