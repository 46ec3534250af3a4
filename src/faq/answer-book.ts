import { sharedBy } from '../lib/shared.ts';
import { atOnce, inPieces, type Steps } from '../lib/steps.ts';
import { secondMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import type { Answer } from './answer.ts';
import { type Learned, readLearned } from './learned-answers.ts';
import { type Example, makeQuestionIndex } from './make-index.ts';
import { type Meanings, meaningsOf } from './meanings.ts';
import type { QuestionIndex } from './question-index.ts';
import { type Candidate, examplesOf, isBackgroundLabel, rankerOf } from './rank-answers.ts';
import { answerFolders, foldersState, readBackground, readingAnswers } from './read-answers.ts';
import { tellAnswers } from './tell-answers.ts';
import { unsetVariables } from './variables.ts';

/** All answers, ready to be asked. */
export interface AnswerBook {
  answers: ReadonlyMap<string, Answer>;
  /** Reads a question with the sentence model, too, where it was told to be `ready` for it. */
  rank(question: string): Candidate[];
  /** Makes the index in pieces, so that nothing else waits for it; `rank` makes it at once where it is not there. */
  ready(questions: readonly string[]): Promise<void>;
  /** The work of making the index, for whoever has time for it: what is done of it nobody else has to do. */
  indexing(): Steps<void>;
  isIndexed(): boolean;
  /** Waits for the sentence model, if there is one: minutes, the first time. */
  prepared(): Promise<void>;
  /** Files that cannot be used, each with file and line. */
  problems: readonly string[];
  /** Variables that answers use and nobody set. */
  unset: readonly string[];
}

/** What a book has beside the files. */
interface Beside {
  /** Answers that people saved. */
  learned?: readonly Answer[];
  meanings?: Meanings | undefined;
}

type BookOf = [
  folders: readonly string[],
  variables: Readonly<Record<string, string>>,
  before?: AnswerBook,
  beside?: Beside,
];

/** Reads the folders at once: `openingAnswerBook` says how. */
export function openAnswerBook(...of: BookOf): AnswerBook {
  return atOnce(openingAnswerBook(...of));
}

/**
 * Reads the folders; the index is made later. An answer whose file is broken now stays as it was `before`. What people
 * saved gives way to a file of its name, or to one that lists its question, since that is what becomes of it when it is
 * exported.
 */
export function* openingAnswerBook(
  ...[folders, variables, before, { learned = [], meanings } = {}]: BookOf
): Steps<AnswerBook> {
  const { answers: written, problems } = yield* readingAnswers(folders, before?.answers);
  const answers = [...written, ...notYetWritten(learned, written)];
  const background = readBackground(folders, problems);
  return {
    answers: new Map(answers.map((answer) => [answer.topic, answer])),
    ...indexOf(examplesOf(answers, background), meanings),
    problems,
    unset: unsetVariables(answers, variables),
  };
}

/** Made when somebody has time for it or wants it: figures, buttons, the weekly post need none. */
function indexOf(
  examples: readonly Example[],
  meanings: Meanings | undefined,
): Pick<AnswerBook, 'rank' | 'ready' | 'indexing' | 'isIndexed' | 'prepared'> {
  let index: QuestionIndex | undefined;
  let making: Promise<void> | undefined;
  const steps = (function* (): Steps<void> {
    index = yield* makeQuestionIndex(examples, isBackgroundLabel);
  })();
  const meant = meanings?.of(examples, () => index?.labels ?? []);
  const make = (): Promise<void> => (making ??= inPieces(steps));
  return {
    rank(question) {
      atOnce(steps);
      return index ? rankerOf(index)(question, meant?.nearest(question)) : [];
    },
    async ready(questions) {
      await make();
      void meant?.prepare();
      await meant?.read(questions);
    },
    indexing: () => steps,
    isIndexed: () => index !== undefined,
    async prepared() {
      await make();
      await meant?.prepare();
    },
  };
}

function notYetWritten(learned: readonly Answer[], written: readonly Answer[]): Answer[] {
  const topics = new Set(written.map(({ topic }) => topic));
  const questions = new Set(written.flatMap((answer) => answer.questions));
  return learned.filter(
    ({ topic, questions: [question = ''] }) => !topics.has(topic) && !questions.has(question),
  );
}

/** How often the folders are looked at, at most; a look costs about a millisecond. */
const lookEveryMs = 5 * secondMs;

/** What one process has read, made at its first look. One look comes after the other, so that none reads anew what another just did. */
interface Shelf {
  read: { book: AnswerBook; files: string; learned: Learned } | undefined;
  lookedAtMs: number;
  turn: Promise<unknown>;
}

const shelfOf = sharedBy(
  (_ports: Ports): Shelf => ({ read: undefined, lookedAtMs: 0, turn: Promise.resolve() }),
);

/**
 * The process's answers: the files, read again at the next question after they changed, and what operators accepted,
 * in this process or another, at once. Reads in pieces, so that nothing else waits for it.
 */
export function answerBook(ports: Ports): Promise<AnswerBook> {
  const shelf = shelfOf(ports);
  const look = (): Promise<AnswerBook> => lookAtShelf(shelf, ports);
  const turn = shelf.turn.then(look, look);
  shelf.turn = turn;
  return turn;
}

async function lookAtShelf(shelf: Shelf, ports: Ports): Promise<AnswerBook> {
  const { read } = shelf;
  const { faq } = ports.config;
  const learned = await readLearned(ports, read?.learned);
  const files = filesNow(shelf, ports);
  if (read && files === read.files && learned === read.learned) return read.book;
  const beside = { learned: learned.answers, meanings: meaningsOf(ports) };
  const opening = openingAnswerBook(answerFolders(ports.config), faq.variables, read?.book, beside);
  const book = await inPieces(opening);
  shelf.read = { book, files, learned };
  if (read) ports.log.info({ answers: book.answers.size }, 'Answers were read again');
  tellAnswers(book, ports);
  return book;
}

function filesNow(shelf: Shelf, ports: Ports): string {
  const nowMs = ports.now().getTime();
  if (shelf.read && nowMs - shelf.lookedAtMs < lookEveryMs) return shelf.read.files;
  shelf.lookedAtMs = nowMs;
  return foldersState(answerFolders(ports.config));
}
