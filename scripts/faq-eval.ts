// How well questions are answered: `npm run faq:eval -- FILE [--json] [--model FOLDER]`, one JSON object a line:
// {"q": "…", "topic": "kv2-paths" or null, "also": ["other good answer"]}. Nothing is learnt from the file. With a model
// (faq.semanticModel) the vectors of our example questions are made once, in minutes, and kept in .cache.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openAnswerBook } from '../src/faq/answer-book.ts';
import { decide, type Manner, thresholds } from '../src/faq/decide.ts';
import { type Evaluation, evaluate } from '../src/faq/evaluate.ts';
import type { Candidate } from '../src/faq/rank-answers.ts';
import { ownAnswersFolder } from '../src/faq/read-answers.ts';
import { localMeanings } from './local-meanings.ts';

const Line = z.object({
  q: z.string(),
  topic: z.string().nullish(),
  also: z.array(z.string()).optional(),
});

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, model: { type: 'string' } },
});
const [file] = positionals;
if (file === undefined) {
  console.error('Usage: npm run faq:eval -- FILE [--json] [--model FOLDER]');
  process.exit(2);
}
const questions = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => Line.parse(JSON.parse(line)));
const meanings = values.model === undefined ? undefined : localMeanings(values.model);
const book = openAnswerBook([ownAnswersFolder()], {}, undefined, { meanings });
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

function print(): void {
  console.log(`${direct.answerable} answerable and ${direct.unanswerable} unanswerable questions`);
  console.log(
    `hit@1 ${percent(direct.hitAt1)} (with other good answers ${percent(direct.hitAt1Also)}), hit@3 ${percent(direct.hitAt3)}`,
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
  for (const miss of direct.misses) {
    const found = miss.candidates.map(({ topic, score }) => `${topic} ${score.toFixed(2)}`).join(', ');
    console.log(
      `  ${miss.expected ?? 'none'} <- ${found}${miss.answered ? ' (answered)' : ''} | ${JSON.stringify(miss.question.slice(0, 160))}`,
    );
  }
}

function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`;
}
