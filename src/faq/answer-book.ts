import { sharedBy } from '../lib/shared.ts';
import { atOnce, inPieces, type Steps } from '../lib/steps.ts';
import { secondMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import type { Answer } from './answer.ts';
import { type Learned, readLearned } from './learned-answers.ts';
import { makeRanker, type Ranker } from './rank-answers.ts';
import { answerFolders, foldersState, readAnswers, readBackground } from './read-answers.ts';
import { tellAnswers } from './tell-answers.ts';
import { unsetVariables } from './variables.ts';

/** All answers, ready to be asked. */
export interface AnswerBook {
  answers: ReadonlyMap<string, Answer>;
  rank: Ranker;
  /** Makes the index in pieces, so that nothing else waits for it; `rank` makes it at once where it is not there. */
  ready(): Promise<void>;
  /** Files that cannot be used, each with file and line. */
  problems: readonly string[];
  /** Variables that answers use and nobody set. */
  unset: readonly string[];
}

/**
 * Reads the folders; the index is made at the first question. An answer whose file is broken now stays as it was `before`. `learned` are
 * answers that people saved: each gives way to a file of its name, or to one that lists its question, since that is
 * what becomes of it when it is exported.
 */
export function openAnswerBook(
  folders: readonly string[],
  variables: Readonly<Record<string, string>>,
  before?: AnswerBook,
  learned: readonly Answer[] = [],
): AnswerBook {
  const { answers: written, problems } = readAnswers(folders, before?.answers);
  const answers = [...written, ...notYetWritten(learned, written)];
  return {
    answers: new Map(answers.map((answer) => [answer.topic, answer])),
    ...atFirstQuestion(answers, readBackground(folders)),
    problems,
    unset: unsetVariables(answers, variables),
  };
}

/** Much that looks at answers ranks none: figures, buttons, the weekly post. */
function atFirstQuestion(...parts: Parameters<typeof makeRanker>): Pick<AnswerBook, 'rank' | 'ready'> {
  let ranker: Ranker = () => [];
  let making: Promise<void> | undefined;
  const steps = (function* (): Steps<void> {
    ranker = yield* makeRanker(...parts);
  })();
  return {
    rank(question) {
      atOnce(steps);
      return ranker(question);
    },
    ready() {
      making ??= inPieces(steps);
      return making;
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

interface Shelf {
  book: AnswerBook;
  files: string;
  lookedAtMs: number;
  learned: Learned;
}

/** Made at the first question, so that commands that need no answers do not pay for it. */
const shelfOf = sharedBy(async (ports: Ports): Promise<Shelf> => {
  const folders = answerFolders(ports.config);
  const files = foldersState(folders);
  const learned = await readLearned(ports);
  const book = openAnswerBook(folders, ports.config.faq.variables, undefined, learned.answers);
  tellAnswers(book, ports);
  return { book, files, lookedAtMs: ports.now().getTime(), learned };
});

/**
 * The process's answers: the files, read again at the next question after they changed, and what operators accepted,
 * in this process or another, at once.
 */
export async function answerBook(ports: Ports): Promise<AnswerBook> {
  const shelf = await shelfOf(ports);
  const learned = await readLearned(ports, shelf.learned);
  const files = filesNow(shelf, ports);
  if (files === shelf.files && learned === shelf.learned) return shelf.book;
  const book = openAnswerBook(
    answerFolders(ports.config),
    ports.config.faq.variables,
    shelf.book,
    learned.answers,
  );
  Object.assign(shelf, { book, files, learned });
  ports.log.info({ answers: book.answers.size }, 'Answers were read again');
  tellAnswers(book, ports);
  return book;
}

function filesNow(shelf: Shelf, ports: Ports): string {
  const nowMs = ports.now().getTime();
  if (nowMs - shelf.lookedAtMs < lookEveryMs) return shelf.files;
  shelf.lookedAtMs = nowMs;
  return foldersState(answerFolders(ports.config));
}
