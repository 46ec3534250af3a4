import type { Steps } from '../lib/steps.ts';
import { FeatureLog } from './feature-log.ts';
import { type IndexTables, rarityOf, smoothing } from './index-tables.ts';
import { QuestionIndex } from './question-index.ts';
import { Vocabulary } from './vocabulary.ts';
import { onlyTerms, type SparseText, WordClassifier } from './word-classifier.ts';

/** A text that belongs to an answer, or (label of the background) to none. */
export interface Example {
  label: string;
  text: string;
}

/** Words and pairs that occur less often say nothing about a label to the classifier. */
const fewestUses = 2;
/** A pause after each text would cost more than it gives: so many are a millisecond's work. */
const textsBetweenPauses = 16;

/** Makes the index of these examples. `background` says which labels are no answers. */
export function* makeQuestionIndex(
  given: readonly Example[],
  background: (label: string) => boolean,
): Steps<QuestionIndex> {
  const { labels, texts, labelOf } = groupedByLabel(given);
  const vocabulary = new Vocabulary();
  const log = new FeatureLog();
  for (const text of texts) {
    log.add(vocabulary.learn(text));
    if (log.count % textsBetweenPauses === 0) yield;
  }
  const counts = log.countUses(vocabulary.size);
  const rarity = counts.map((count) => rarityOf(count, texts.length));
  yield* weighByRarity(log, rarity);
  const { termOf, terms } = numberTerms(log, vocabulary, counts);
  const tables = yield* listOwners(log, counts, labelOf, labels.length);
  const size = { features: terms, labels: labels.length };
  const classifier = WordClassifier.fits(size)
    ? yield* WordClassifier.train(yield* termsOf(log, termOf), labelOf, size)
    : undefined;
  const isBackground = labels.map(background);
  return new QuestionIndex({
    vocabulary,
    labels,
    isBackground,
    labelOf,
    rarity,
    ...tables,
    termOf,
    classifier,
  });
}

/** The examples of each label one after the other, labels in the order in which they first come. */
function groupedByLabel(examples: readonly Example[]) {
  const groups = new Map<string, string[]>();
  for (const { label, text } of examples) {
    const group = groups.get(label);
    if (group) group.push(text);
    else groups.set(label, [text]);
  }
  const texts = [...groups.values()].flat();
  const labelOf = new Int32Array(texts.length);
  let at = 0;
  [...groups.values()].forEach((group, label) => {
    labelOf.fill(label, at, at + group.length);
    at += group.length;
  });
  return { labels: [...groups.keys()], texts, labelOf };
}

/** Each example's weights times rarity, all together of length 1. */
function* weighByRarity(log: FeatureLog, rarity: Float32Array): Steps<void> {
  const { ids, weights } = log;
  for (let example = 0; example < log.count; example += 1) {
    const end = log.endOf(example);
    let squares = 0;
    for (let at = log.startOf(example); at < end; at += 1) {
      const value = (weights[at] as number) * (rarity[ids[at] as number] as number);
      weights[at] = value;
      squares += value * value;
    }
    const length = Math.sqrt(squares) || 1;
    for (let at = log.startOf(example); at < end; at += 1) weights[at] = (weights[at] as number) / length;
    if (example % textsBetweenPauses === 0) yield;
  }
}

/** By feature, the examples that have it, in order; and what each label's examples weigh together. */
function* listOwners(
  log: FeatureLog,
  counts: Float32Array,
  labelOf: Int32Array,
  labels: number,
): Steps<Pick<IndexTables, 'starts' | 'owners' | 'values' | 'logTotals'>> {
  const starts = startsOf(counts);
  const next = starts.slice();
  const owners = new Int32Array(log.length);
  const values = new Float32Array(log.length);
  const totals = new Float64Array(labels);
  for (let example = 0; example < log.count; example += 1) {
    const end = log.endOf(example);
    const label = labelOf[example] as number;
    for (let from = log.startOf(example); from < end; from += 1) {
      const id = log.ids[from] as number;
      const at = next[id] as number;
      next[id] = at + 1;
      owners[at] = example;
      values[at] = log.weights[from] as number;
      totals[label] = (totals[label] as number) + (log.weights[from] as number);
    }
    if (example % textsBetweenPauses === 0) yield;
  }
  const spread = smoothing * counts.length * 0.2;
  return { starts, owners, values, logTotals: totals.map((total) => Math.log(total + spread)) };
}

/** Where each feature's examples begin; the last number is where all end. */
function startsOf(counts: Float32Array): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  for (let id = 0; id < counts.length; id += 1)
    starts[id + 1] = (starts[id] as number) + (counts[id] as number);
  return starts;
}

/** Numbers for the words and pairs that the classifier reads, in the order in which they first come. */
function numberTerms(log: FeatureLog, vocabulary: Vocabulary, counts: Float32Array) {
  const termOf = new Int32Array(counts.length).fill(-1);
  const { ids, length } = log;
  let terms = 0;
  for (let at = 0; at < length; at += 1) {
    const id = ids[at] as number;
    if (termOf[id] !== -1 || (counts[id] as number) < fewestUses || !vocabulary.isTerm(id)) continue;
    termOf[id] = terms;
    terms += 1;
  }
  return { termOf, terms };
}

/** The examples as the classifier reads them. */
function* termsOf(log: FeatureLog, termOf: Int32Array): Steps<SparseText[]> {
  const texts: SparseText[] = [];
  for (let example = 0; example < log.count; example += 1) {
    const [from, to] = [log.startOf(example), log.endOf(example)];
    texts.push(onlyTerms(log.ids.subarray(from, to), log.weights.subarray(from, to), termOf));
    if (example % textsBetweenPauses === 0) yield;
  }
  return texts;
}
