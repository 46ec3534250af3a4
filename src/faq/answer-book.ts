import { sharedBy } from '../lib/shared.ts';
import type { Ports } from '../ports.ts';
import type { Answer } from './answer.ts';
import { createRanker, type Ranker } from './rank-answers.ts';
import { ownAnswersFolder, readAnswers, readBackground } from './read-answers.ts';
import { unsetVariables } from './variables.ts';

/** All answers, ready to be asked. */
export interface AnswerBook {
  answers: ReadonlyMap<string, Answer>;
  rank: Ranker;
  /** Files that cannot be used, each with file and line. */
  problems: readonly string[];
  /** Variables that answers use and nobody set. */
  unset: readonly string[];
}

/** Reads the folders and learns the ranking. */
export function openAnswerBook(
  folders: readonly string[],
  variables: Readonly<Record<string, string>>,
): AnswerBook {
  const { answers, problems } = readAnswers(folders);
  return {
    answers: new Map(answers.map((answer) => [answer.topic, answer])),
    rank: createRanker(answers, readBackground(folders)),
    problems,
    unset: unsetVariables(answers, variables),
  };
}

/** The process's book: made at the first question, so that commands that need no answers do not pay for it. */
export const answerBook = sharedBy((ports: Ports): AnswerBook => {
  const { paths, variables } = ports.config.faq;
  const book = openAnswerBook([ownAnswersFolder(), ...paths], variables);
  for (const problem of book.problems) ports.log.warn({ problem }, 'An answer file cannot be used');
  if (book.unset.length > 0)
    ports.log.info({ variables: book.unset }, 'Answers use faq.variables that are not set');
  return book;
});
