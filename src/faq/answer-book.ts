import { sharedBy } from '../lib/shared.ts';
import { secondMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import type { Answer } from './answer.ts';
import { createRanker, type Ranker } from './rank-answers.ts';
import { foldersState, ownAnswersFolder, readAnswers, readBackground } from './read-answers.ts';
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

/** Reads the folders and makes the index. An answer whose file is broken now stays as it was `before`. */
export function openAnswerBook(
  folders: readonly string[],
  variables: Readonly<Record<string, string>>,
  before?: AnswerBook,
): AnswerBook {
  const { answers, problems } = readAnswers(folders, before?.answers);
  return {
    answers: new Map(answers.map((answer) => [answer.topic, answer])),
    rank: createRanker(answers, readBackground(folders)),
    problems,
    unset: unsetVariables(answers, variables),
  };
}

/** How often the folders are looked at, at most; a look costs about a millisecond. */
const lookEveryMs = 5 * secondMs;

interface Shelf {
  book: AnswerBook;
  state: string;
  lookedAtMs: number;
}

/** Made at the first question, so that commands that need no answers do not pay for it. */
const shelfOf = sharedBy((ports: Ports): Shelf => {
  const folders = foldersOf(ports);
  const state = foldersState(folders);
  const book = openAnswerBook(folders, ports.config.faq.variables);
  tell(book, ports);
  return { book, state, lookedAtMs: ports.now().getTime() };
});

/** The process's answers as the files have them: changed files are read again at the next question. */
export function answerBook(ports: Ports): AnswerBook {
  const shelf = shelfOf(ports);
  const nowMs = ports.now().getTime();
  if (nowMs - shelf.lookedAtMs < lookEveryMs) return shelf.book;
  shelf.lookedAtMs = nowMs;
  const folders = foldersOf(ports);
  const state = foldersState(folders);
  if (state === shelf.state) return shelf.book;
  shelf.state = state;
  shelf.book = openAnswerBook(folders, ports.config.faq.variables, shelf.book);
  ports.log.info({ answers: shelf.book.answers.size }, 'Answers were read again');
  tell(shelf.book, ports);
  return shelf.book;
}

function foldersOf({ config }: Ports): string[] {
  return [ownAnswersFolder(), ...config.faq.paths];
}

function tell(book: AnswerBook, { log }: Ports): void {
  for (const problem of book.problems) log.warn({ problem }, 'An answer file cannot be used');
  if (book.unset.length > 0)
    log.info({ variables: book.unset }, 'Answers use faq.variables that are not set');
}
