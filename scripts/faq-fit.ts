// Fits the calibration anew: `npm run faq:fit` writes src/faq/calibration-weights.ts. To be run after the answers'
// questions or the background changed much. It learns only from questions that were left out of the index they were
// looked up in: our own examples in eight folds, and the files of test/faq/eval that are no longer new to us. Judge it
// with others: `trackers-unseen.jsonl`, `development.jsonl`, `everyday.jsonl`, or questions nobody here has seen.
// `--without trial.jsonl` leaves one out, so that the rest can be judged with it. `--model FOLDER` fits what counts
// where a sentence model helps (faq.semanticModel), and leaves the other weights alone.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { KnownQuestion } from '../src/faq/evaluate.ts';
import { readKnownQuestions } from '../src/faq/known-questions.ts';
import { type Example, makeQuestionIndex } from '../src/faq/make-index.ts';
import { Meaning } from '../src/faq/meaning.ts';
import type { Evidence } from '../src/faq/question-index.ts';
import { meaningSignalNames, signalNames } from '../src/faq/question-signals.ts';
import { examplesOf, isBackgroundLabel } from '../src/faq/rank-answers.ts';
import { ownAnswersFolder, readAnswers, readBackground } from '../src/faq/read-answers.ts';
import { atOnce } from '../src/lib/steps.ts';
import { localMeanings } from './local-meanings.ts';

interface Sample {
  signals: readonly number[];
  right: number;
  weight: number;
}

const { values } = parseArgs({ options: { without: { type: 'string' }, model: { type: 'string' } } });
const folds = 8;
/** What a question from the files counts beside an example: they are by other hands than what is learnt. */
const askedWeight = 20;
const folders = [ownAnswersFolder()];
const { answers } = readAnswers(folders);
const topics = answers.map(({ topic }) => topic);
const examples = examplesOf(answers, readBackground(folders));
const known = ['tuning.jsonl', 'unseen.jsonl', 'trial.jsonl', 'trackers.jsonl'].filter(
  (name) => name !== values.without,
);
const asked = known.flatMap(questionsIn);
const vectors = values.model === undefined ? undefined : await vectorsOf(values.model);
const samples = [...leftOut(), ...fromFiles()];
const names = [...signalNames, ...(vectors ? meaningSignalNames : [])];
const { bias, weights } = fitLogistic(samples);
const numbers = weights.map((weight, at) => `  ${Number(weight.toFixed(4))}, // ${names[at]}`).join('\n');
const target = vectors ? 'calibration-weights-with-model' : 'calibration-weights';
writeFileSync(
  fileURLToPath(new URL(`../src/faq/${target}.ts`, import.meta.url)),
  `/** Written by \`npm run faq:fit${vectors ? ' -- --model FOLDER' : ''}\` from ${samples.length} questions; the order is that of \`signalNames\`${vectors ? ' and `meaningSignalNames`' : ''}. */\nexport const bias = ${Number(bias.toFixed(4))};\nexport const weights: readonly number[] = [\n${numbers}\n];\n`,
);
console.log(`fitted to ${samples.length} questions`);

/** Each example, looked up in an index made without its fold. Ours are all by the same hands: they count less. */
function leftOut(): Sample[] {
  return Array.from({ length: folds }, (_, fold) => {
    const search = searchIn(examples.filter((_example, at) => at % folds !== fold));
    return examples
      .filter((_example, at) => at % folds === fold)
      .flatMap(({ text, label }) =>
        sampleOf(search, text, (found) => found === label, isBackgroundLabel(label) ? 1 : 0.5),
      );
  }).flat();
}

function fromFiles(): Sample[] {
  const search = searchIn(examples);
  return asked.flatMap(({ q, topic, also = [] }) =>
    sampleOf(search, q, (found) => found === topic || also.includes(found), askedWeight),
  );
}

function questionsIn(name: string): KnownQuestion[] {
  const file = fileURLToPath(new URL(`../test/faq/eval/${name}`, import.meta.url));
  return readKnownQuestions(file, readFileSync(file, 'utf8'), topics);
}

/** Looks questions up in an index of these examples, and by their meaning where there is a model. */
function searchIn(some: readonly Example[]): (text: string) => Evidence {
  const index = atOnce(makeQuestionIndex(some, isBackgroundLabel));
  if (!vectors) return (text) => index.search(text);
  const labels = new Map(index.labels.map((label, number) => [label, number]));
  const meaning = new Meaning(
    labels.size,
    Int32Array.from(some, ({ label }) => labels.get(label) as number),
    some.map(({ text }) => vectors.get(text) as Int8Array),
  );
  return (text) => index.search(text, meaning.nearest(vectors.get(text) as Int8Array));
}

/** The vectors of all examples and questions; those of the examples are kept in `.cache`. */
async function vectorsOf(name: string): Promise<Map<string, Int8Array>> {
  const texts = [...new Set([...examples.map(({ text }) => text), ...asked.map(({ q }) => q)])];
  return new Map(await localMeanings(name).vectorsOf(texts));
}

function sampleOf(
  search: (text: string) => Evidence,
  text: string,
  isRight: (label: string) => boolean,
  weight: number,
): Sample[] {
  const { candidates, signals } = search(text);
  if (signals.length === 0) return [];
  return [{ signals, right: Number(isRight(candidates[0]?.label ?? '')), weight }];
}

/** Logistic regression by gradient descent on standardized signals, with a little decay. */
function fitLogistic(all: readonly Sample[]): { bias: number; weights: number[] } {
  const mean = names.map((_, at) => average(all.map(({ signals }) => signals[at] as number)));
  const spread = names.map(
    (_, at) =>
      Math.sqrt(average(all.map(({ signals }) => ((signals[at] as number) - (mean[at] as number)) ** 2))) ||
      1,
  );
  const rows = all.map(({ signals }) =>
    signals.map((value, at) => (value - (mean[at] as number)) / (spread[at] as number)),
  );
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  const slopes = names.map(() => 0);
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
