import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Answer } from '../src/faq/answer.ts';
import { makeQuestionIndex } from '../src/faq/make-index.ts';
import { examplesOf, isBackgroundLabel, rankerOf } from '../src/faq/rank-answers.ts';
import { ownAnswersFolder, readAnswers, readBackground } from '../src/faq/read-answers.ts';
import { atOnce } from '../src/lib/steps.ts';

/**
 * What it costs to find answers: the real ones, and a thousand made from them (each copy speaks of a product of its
 * own), with a dozen questions each and with all of theirs.
 */
export async function benchFaq(options: { answers: number }): Promise<unknown> {
  const folders = [ownAnswersFolder()];
  const { answers } = readAnswers(folders);
  const background = readBackground(folders);
  const questions = ['tuning.jsonl', 'unseen.jsonl', 'everyday.jsonl'].flatMap(questionsIn);
  const measured = (some: readonly Answer[]) => measure(some, background, questions);
  return {
    real: measured(answers),
    made: measured(copies(answers, options.answers, 12)),
    madeWithAllQuestions: measured(copies(answers, options.answers, Number.POSITIVE_INFINITY)),
  };
}

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** So that memory is what is held, not what was left lying about; the second time takes what the first one freed. */
function collectGarbage(): void {
  gc();
  gc();
}

function copies(answers: readonly Answer[], count: number, questionsEach: number): Answer[] {
  return Array.from({ length: count }, (_, index) => {
    const answer = answers[index % answers.length] as Answer;
    const round = Math.floor(index / answers.length);
    const first = (round * 12) % Math.max(1, answer.questions.length - 12);
    const chosen = answer.questions.slice(first, first + questionsEach);
    return {
      ...answer,
      topic: `${answer.topic}-${round}`,
      title: `${answer.title} in product${round}`,
      questions: (Number.isFinite(questionsEach) ? chosen : answer.questions).map(
        (question) => `${question} in product${round}`,
      ),
    };
  });
}

function measure(
  answers: readonly Answer[],
  background: ReadonlyMap<string, readonly string[]>,
  questions: readonly string[],
) {
  collectGarbage();
  const memoryBefore = process.memoryUsage();
  const started = performance.now();
  const rank = rankerOf(atOnce(makeQuestionIndex(examplesOf(answers, background), isBackgroundLabel)));
  const indexMs = performance.now() - started;
  collectGarbage();
  const memoryAfter = process.memoryUsage();
  for (const question of questions) rank(question);
  const timesMs = questions
    .map((question) => {
      const before = performance.now();
      rank(question);
      return performance.now() - before;
    })
    .sort((a, b) => a - b);
  const at = (part: number): number => rounded(timesMs[Math.floor(part * (timesMs.length - 1))] ?? 0);
  const held = (memory: NodeJS.MemoryUsage): number => memory.heapUsed + memory.arrayBuffers;
  return {
    answers: answers.length,
    questions: answers.reduce((sum, answer) => sum + answer.questions.length, 0),
    indexMs: rounded(indexMs),
    questionP50Ms: at(0.5),
    questionP99Ms: at(0.99),
    indexMegabytes: rounded((held(memoryAfter) - held(memoryBefore)) / 1_048_576),
  };
}

function questionsIn(name: string): string[] {
  const file = fileURLToPath(new URL(`../test/faq/eval/${name}`, import.meta.url));
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { q: string }).q);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
