// How well questions are answered: `npm run faq:eval -- FILE [--json] [--model FOLDER]`, one JSON object a line:
// {"q": "…", "topic": "kv2-paths" or null, "also": ["other good answer"]}. Nothing is learnt from the file. With a model
// (faq.semanticModel) the vectors of our example questions are made once, in minutes, and kept in .cache.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openAnswerBook } from '../src/faq/answer-book.ts';
import { decide, type Manner, thresholds } from '../src/faq/decide.ts';
import { type Evaluation, evaluate, type Miss } from '../src/faq/evaluate.ts';
import { readKnownQuestions } from '../src/faq/known-questions.ts';
import type { Candidate } from '../src/faq/rank-answers.ts';
import { ownAnswersFolder } from '../src/faq/read-answers.ts';
import { coerceError } from '../src/lib/errors.ts';
import { localMeanings } from './local-meanings.ts';

const usage = 'Usage: npm run faq:eval -- FILE [--json] [--model FOLDER]';

const { values, file } = readArguments();
const meanings = values.model === undefined ? undefined : localMeanings(values.model);
const book = openAnswerBook([ownAnswersFolder()], {}, undefined, { meanings });
const questions = readQuestions(file);
await book.prepared();
const ranked = new Map<string, readonly Candidate[]>();
for (const { q } of questions) {
  await book.ready([q]);
  ranked.set(q, book.rank(q));
}
const run = (manner: Manner): Evaluation =>
  evaluate(
    questions,
    (question) => [...(ranked.get(question) ?? [])],
    (question, candidates) => decide(question, candidates, manner) === 'answer',
  );
const direct = run('direct');
const unasked = run('unasked');
if (values.json) console.log(JSON.stringify({ direct, unasked }));
else print();

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        model: { type: 'string' },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
    if (values.help) leave(usage, 0);
    const [file] = positionals;
    return file === undefined || positionals.length > 1 ? leave(usage) : { values, file };
  } catch (error) {
    return leave(`${coerceError(error).message}\n${usage}`);
  }
}

function readQuestions(file: string) {
  try {
    return readKnownQuestions(file, readFileSync(file, 'utf8'), [...book.answers.keys()]);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return leave(missing ? `There is no file ${file}\n${usage}` : coerceError(error).message);
  }
}

function leave(text: string, code = 2): never {
  (code === 0 ? console.log : console.error)(text);
  process.exit(code);
}

function print(): void {
  console.log(`${direct.answerable} answerable and ${direct.unanswerable} unanswerable questions`);
  console.log(
    `hit@1 ${percent(direct.hitAt1)} (with other good answers ${percent(direct.hitAt1Also)}), hit@3 ${percent(direct.hitAt3)} (${percent(direct.hitAt3Also)})`,
  );
  for (const [manner, result] of [
    ['direct', direct],
    ['unasked', unasked],
  ] as const)
    console.log(
      `${manner}, from ${thresholds[manner].answer}: answered rightly ${percent(result.rightShare)}, wrongly ${percent(result.wrongShare)}, unanswerable ones answered ${percent(result.falseShare)}, of all answers right ${percent(result.precision)}`,
    );
  console.log(`Brier score ${direct.brier.toFixed(3)}; score said / was right, by tenth:`);
  for (const bin of direct.bins.filter(({ count }) => count > 0))
    console.log(
      `  ${bin.from.toFixed(1)}  ${String(bin.count).padStart(4)} questions  ${bin.meanScore.toFixed(2)} / ${bin.rightShare.toFixed(2)}`,
    );
  console.log('Misses:');
  direct.misses.forEach(printMiss);
  if (direct.alsoGood.length > 0) console.log('Another good answer came first:');
  direct.alsoGood.forEach(printMiss);
}

function printMiss(miss: Miss): void {
  const found = miss.candidates.map(({ topic, score }) => `${topic} ${score.toFixed(2)}`).join(', ');
  console.log(
    `  ${miss.expected ?? 'none'} <- ${found}${miss.answered ? ' (answered)' : ''} | ${JSON.stringify(miss.question.slice(0, 160))}`,
  );
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}
