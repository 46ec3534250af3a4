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
import { answerFolders, foldersState, readAnswers, readBackground } from './read-answers.ts';
import { tellAnswers } from './tell-answers.ts';
import { unsetVariables } from './variables.ts';

/** All answers, ready to be asked. */
export interface AnswerBook {
  answers: ReadonlyMap<string, Answer>;
  /** Reads a question with the sentence model, too, where it was told to be `ready` for it. */
  rank(question: string): Candidate[];
  /** Makes the index in pieces, so that nothing else waits for it; `rank` makes it at once where it is not there. */
  ready(questions?: readonly string[]): Promise<void>;
  /** Waits for the sentence model, if there is one: minutes, the first time. */
  prepared(): Promise<void>;
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
  { learned = [], meanings }: { learned?: readonly Answer[]; meanings?: Meanings | undefined } = {},
): AnswerBook {
  const { answers: written, problems } = readAnswers(folders, before?.answers);
  const answers = [...written, ...notYetWritten(learned, written)];
  return {
    answers: new Map(answers.map((answer) => [answer.topic, answer])),
    ...atFirstQuestion(examplesOf(answers, readBackground(folders)), meanings),
    problems,
    unset: unsetVariables(answers, variables),
  };
}

/** Much that looks at answers ranks none: figures, buttons, the weekly post. */
function atFirstQuestion(
  examples: readonly Example[],
  meanings: Meanings | undefined,
): Pick<AnswerBook, 'rank' | 'ready' | 'prepared'> {
  let index: QuestionIndex | undefined;
  let making: Promise<void> | undefined;
  const steps = (function* (): Steps<void> {
    index = yield* makeQuestionIndex(examples, isBackgroundLabel);
  })();
  const meant = meanings?.of(examples, () => index?.labels ?? []);
  const ready = async (questions: readonly string[] = []): Promise<void> => {
    making ??= inPieces(steps);
    await making;
    void meant?.prepare();
    await meant?.read(questions);
  };
  return {
    rank(question) {
      atOnce(steps);
      return index ? rankerOf(index)(question, meant?.nearest(question)) : [];
    },
    ready,
    async prepared() {
      await ready();
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
  const book = openAnswerBook(folders, ports.config.faq.variables, undefined, {
    learned: learned.answers,
    meanings: meaningsOf(ports),
  });
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
  const book = openAnswerBook(answerFolders(ports.config), ports.config.faq.variables, shelf.book, {
    learned: learned.answers,
    meanings: meaningsOf(ports),
  });
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
