// Fits the calibration anew: `npm run faq:fit` writes src/faq/calibration-weights.ts. To be run after the answers'
// questions or the background changed much. It learns only from questions that were left out of the index they were
// looked up in: our own examples in eight folds, and the files of test/faq/eval that are no longer new to us. Judge it
// with others: `development.jsonl`, `everyday.jsonl`, or questions nobody here has seen. `--without trial.jsonl` leaves
// one out, so that the rest can be judged with it.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { KnownQuestion } from '../src/faq/evaluate.ts';
import { type Example, makeQuestionIndex } from '../src/faq/make-index.ts';
import type { QuestionIndex } from '../src/faq/question-index.ts';
import { signalNames } from '../src/faq/question-signals.ts';
import { examplesOf, isBackgroundLabel } from '../src/faq/rank-answers.ts';
import { ownAnswersFolder, readAnswers, readBackground } from '../src/faq/read-answers.ts';
import { atOnce } from '../src/lib/steps.ts';

interface Sample {
  signals: readonly number[];
  right: number;
  weight: number;
}

const folds = 8;
const folders = [ownAnswersFolder()];
const examples = examplesOf(readAnswers(folders).answers, readBackground(folders));
const known = ['tuning.jsonl', 'unseen.jsonl', 'trial.jsonl'].filter((name) => !process.argv.includes(name));
const samples = [...leftOut(), ...fromFiles(known)];
const { bias, weights } = fitLogistic(samples);
const numbers = weights.map((weight, at) => `  ${weight.toFixed(4)}, // ${signalNames[at]}`).join('\n');
writeFileSync(
  fileURLToPath(new URL('../src/faq/calibration-weights.ts', import.meta.url)),
  `/** Written by \`npm run faq:fit\` from ${samples.length} questions; the order is that of \`signalNames\`. */\nexport const bias = ${bias.toFixed(4)};\nexport const weights: readonly number[] = [\n${numbers}\n];\n`,
);
console.log(`fitted to ${samples.length} questions`);

/** Each example, looked up in an index made without its fold. Ours are all by the same hands: they count less. */
function leftOut(): Sample[] {
  return Array.from({ length: folds }, (_, fold) => {
    const others = examples.filter((_example, at) => at % folds !== fold);
    const index = atOnce(makeQuestionIndex(others, isBackgroundLabel));
    return examples
      .filter((_example, at) => at % folds === fold)
      .flatMap((example) => sampleOf(index, example, isBackgroundLabel(example.label) ? 1 : 0.5));
  }).flat();
}

function fromFiles(names: readonly string[]): Sample[] {
  const index = atOnce(makeQuestionIndex(examples, isBackgroundLabel));
  return names
    .map((name) => fileURLToPath(new URL(`../test/faq/eval/${name}`, import.meta.url)))
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as KnownQuestion)
    .flatMap(({ q, topic }) => sampleOf(index, { text: q, label: topic ?? '' }, 4));
}

function sampleOf(index: QuestionIndex, example: Example, weight: number): Sample[] {
  const { candidates, signals } = index.search(example.text);
  if (signals.length === 0) return [];
  return [{ signals, right: Number(candidates[0]?.label === example.label), weight }];
}

/** Logistic regression by gradient descent on standardized signals, with a little decay. */
function fitLogistic(all: readonly Sample[]): { bias: number; weights: number[] } {
  const mean = signalNames.map((_, at) => average(all.map(({ signals }) => signals[at] as number)));
  const spread = signalNames.map(
    (_, at) =>
      Math.sqrt(average(all.map(({ signals }) => ((signals[at] as number) - (mean[at] as number)) ** 2))) ||
      1,
  );
  const rows = all.map(({ signals }) =>
    signals.map((value, at) => (value - (mean[at] as number)) / (spread[at] as number)),
  );
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  const slopes = signalNames.map(() => 0);
  let base = 0;
  for (let round = 0; round < 3_000; round += 1) {
    const steps = slopes.map((slope) => slope / all.length);
    let baseStep = 0;
    all.forEach(({ right, weight }, index) => {
      const row = rows[index] as number[];
      const sum = row.reduce((part, value, at) => part + value * (slopes[at] as number), base);
      const error = ((1 / (1 + Math.exp(-sum)) - right) * weight) / total;
      baseStep += error;
      row.forEach((value, at) => {
        steps[at] = (steps[at] as number) + error * value;
      });
    });
    base -= baseStep;
    steps.forEach((step, at) => {
      slopes[at] = (slopes[at] as number) - step;
    });
  }
  const plain = slopes.map((slope, at) => slope / (spread[at] as number));
  return {
    bias: base - plain.reduce((sum, slope, at) => sum + slope * (mean[at] as number), 0),
    weights: plain,
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
