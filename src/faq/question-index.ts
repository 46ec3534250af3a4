import type { Steps } from '../lib/steps.ts';
import { type Features, Vocabulary } from './vocabulary.ts';
import { type SparseText, WordClassifier } from './word-classifier.ts';

/** A text that belongs to an answer, or (label of the background) to none. */
export interface Example {
  label: string;
  text: string;
}

/** What speaks for each label, and how sure that is. */
export interface Evidence {
  /** Best first, at most 20: all shares of all labels together are 1. */
  candidates: readonly { label: string; share: number }[];
  /** What the calibration reads; see `signalNames`. Empty when nothing in the question is known. */
  signals: readonly number[];
}

/** The names of `Evidence.signals`, in order. */
export const signalNames = [
  'share of the first',
  'share over the second',
  'odds over the background',
  'nearest question of the first',
  'nearest line of the background',
  'most foreign word',
  'known part',
  'words',
  'classifier: share of the first',
  'classifier: share of the background',
  'odds: share of the first',
  'odds: share of the background',
  'methods that agree',
] as const;

/** How little a feature that a label never had counts for it. Tried: 0.01, 0.02, 0.05, 0.2. */
const smoothing = 0.02;
/** How far odds count: 0.7 of 0.7, 1.2, 2, 3, 6 that were tried. */
const oddsWeight = 0.7;
/** The nearest examples' part beside the odds' part. Tried: 0, 0.5, 1, 2. */
const nearestWeight = 0.5;
const nearestCount = 5;
/** Words and pairs that occur less often say nothing about a label to the classifier. */
const fewestUses = 2;
const candidateLimit = 20;

/**
 * Finds labels for questions by three methods at once: naive Bayes over rare-weighted features (which label's
 * questions use such words?), the nearest example questions (has somebody asked just this?), and a small classifier
 * that is trained when the index is made (which words tell neighbours apart?). docs/decisions has what each scored.
 */
export class QuestionIndex {
  readonly #vocabulary: Vocabulary;
  readonly #labels: string[];
  readonly #isBackground: boolean[];
  readonly #labelOf: Int32Array;
  readonly #rarity: Float32Array;
  readonly #starts: Int32Array;
  readonly #owners: Int32Array;
  readonly #values: Float32Array;
  readonly #totals: Float64Array;
  #logTotals = new Float64Array();
  /** By feature: its number for the classifier, or -1 where it is not used (n-grams, what occurs only once). */
  readonly #termOf: Int32Array;
  #classifier: WordClassifier | undefined;

  private constructor(
    examples: readonly Example[],
    vocabulary: Vocabulary,
    counts: Float32Array,
    background: (label: string) => boolean,
  ) {
    this.#vocabulary = vocabulary;
    const numbers = new Map<string, number>();
    for (const { label } of examples) if (!numbers.has(label)) numbers.set(label, numbers.size);
    this.#labels = [...numbers.keys()];
    this.#isBackground = this.#labels.map(background);
    this.#labelOf = Int32Array.from(examples, ({ label }) => numbers.get(label) as number);
    this.#rarity = counts.map((count) => Math.log(1 + examples.length / (1 + count)));
    this.#starts = startsOf(counts);
    const size = this.#starts.at(-1) ?? 0;
    this.#owners = new Int32Array(size);
    this.#values = new Float32Array(size);
    this.#totals = new Float64Array(this.#labels.length);
    this.#termOf = new Int32Array(vocabulary.size).fill(-1);
  }

  /** Makes the index of these examples. `background` says which labels are no answers. */
  static *make(given: readonly Example[], background: (label: string) => boolean): Steps<QuestionIndex> {
    const examples = groupedByLabel(given);
    const vocabulary = new Vocabulary();
    const features: Features[] = [];
    for (const { text } of examples) {
      features.push(vocabulary.learn(text));
      yield;
    }
    const counts = countFeatures(features, vocabulary.size);
    const index = new QuestionIndex(examples, vocabulary, counts, background);
    yield* index.#fill(features);
    yield* index.#train(features, counts);
    return index;
  }

  /** Looks a question up. */
  search(question: string): Evidence {
    const features = this.#vocabulary.read(question);
    if (features.ids.length === 0) return { candidates: [], signals: [] };
    const values = this.#valuesOf(features);
    const { odds, nearness } = this.#walk(features, values);
    const bayes = softmax(odds, oddsWeight);
    const nearest = this.#nearestShares(nearness);
    const classes = this.#classifier?.sharesOf(this.#termsOf(features)) ?? bayes;
    const scores = bayes.map(
      (part, label) => part + nearestWeight * (nearest.shares[label] as number) + (classes[label] as number),
    );
    const total = scores.reduce((sum, score) => sum + score, 0) || 1;
    const order = this.#best(scores).map((label) => ({ label, share: (scores[label] as number) / total }));
    const candidates = order.map(({ label, share }) => ({ label: this.#labels[label] as string, share }));
    const first = order[0];
    if (!first) return { candidates, signals: [] };
    const shares = { bayes, classes };
    const signals = this.#signals({ first: first.label, order, odds, nearest, features, values, shares });
    return { candidates, signals };
  }

  /** The labels of answers with the highest scores, best first. */
  #best(scores: Float64Array): number[] {
    const best: number[] = [];
    for (let label = 0; label < scores.length; label += 1) {
      const score = scores[label] as number;
      if (this.#isBackground[label]) continue;
      if (best.length === candidateLimit && score <= (scores[best.at(-1) as number] as number)) continue;
      let at = best.length;
      while (at > 0 && (scores[best[at - 1] as number] as number) < score) at -= 1;
      best.splice(at, 0, label);
      if (best.length > candidateLimit) best.pop();
    }
    return best;
  }

  *#train(features: readonly Features[], counts: Float32Array): Steps<void> {
    let terms = 0;
    for (const { ids, terms: positions } of features)
      for (const position of positions) {
        const id = ids[position] as number;
        if (this.#termOf[id] === -1 && (counts[id] as number) >= fewestUses) this.#termOf[id] = terms++;
      }
    const size = { features: terms, labels: this.#labels.length };
    if (!WordClassifier.fits(size)) return;
    const texts: SparseText[] = [];
    for (const one of features) {
      texts.push(this.#termsOf(one));
      yield;
    }
    this.#classifier = yield* WordClassifier.train(texts, this.#labelOf, size);
  }

  *#fill(features: readonly Features[]): Steps<void> {
    const next = this.#starts.slice();
    for (const [example, one] of features.entries()) {
      const values = this.#valuesOf(one);
      const label = this.#labelOf[example] as number;
      one.ids.forEach((id, position) => {
        const at = next[id] as number;
        next[id] = at + 1;
        this.#owners[at] = example;
        this.#values[at] = values[position] as number;
        this.#totals[label] = (this.#totals[label] as number) + (values[position] as number);
      });
      yield;
    }
    const spread = smoothing * this.#vocabulary.size * 0.2;
    this.#logTotals = this.#totals.map((total) => Math.log(total + spread));
  }

  /** Weight by rarity, all together of length 1. Unknown words count as the rarest there are. */
  #valuesOf(features: Features): Float64Array {
    const values = new Float64Array(features.ids.length);
    let squares = features.unknownWords * Math.log(1 + this.#labelOf.length / 2) ** 2;
    for (let at = 0; at < values.length; at += 1) {
      const value = (features.weights[at] as number) * (this.#rarity[features.ids[at] as number] as number);
      values[at] = value;
      squares += value * value;
    }
    const length = Math.sqrt(squares) || 1;
    for (let at = 0; at < values.length; at += 1) values[at] = (values[at] as number) / length;
    return values;
  }

  /** Words and pairs alone, as the classifier reads them. */
  #termsOf(features: Features): SparseText {
    const used = features.terms.filter((position) => this.#termOf[features.ids[position] as number] !== -1);
    const ids = new Int32Array(used.length);
    const values = new Float32Array(used.length);
    let squares = 0;
    used.forEach((position, at) => {
      const id = features.ids[position] as number;
      const value = (features.weights[position] as number) * (this.#rarity[id] as number);
      ids[at] = this.#termOf[id] as number;
      values[at] = value;
      squares += value * value;
    });
    const length = Math.sqrt(squares) || 1;
    return { ids, values: values.map((value) => value / length) };
  }

  /**
   * One pass over all examples that share a feature gives both methods what they need. A label's examples stand
   * together, so its count is complete when the next label begins.
   */
  #walk(features: Features, values: Float64Array): { odds: Float64Array; nearness: Float64Array } {
    const odds = new Float64Array(this.#labels.length);
    const nearness = new Float64Array(this.#labelOf.length);
    for (let position = 0; position < features.ids.length; position += 1) {
      const id = features.ids[position] as number;
      const value = values[position] as number;
      const end = this.#starts[id + 1] as number;
      let label = -1;
      let count = 0;
      for (let at = this.#starts[id] as number; at < end; at += 1) {
        const owner = this.#owners[at] as number;
        const theirs = this.#values[at] as number;
        nearness[owner] = (nearness[owner] as number) + value * theirs;
        const next = this.#labelOf[owner] as number;
        if (next !== label) {
          if (count > 0) odds[label] = (odds[label] as number) + value * Math.log1p(count / smoothing);
          label = next;
          count = 0;
        }
        count += theirs;
      }
      if (count > 0) odds[label] = (odds[label] as number) + value * Math.log1p(count / smoothing);
    }
    const mass = values.reduce((sum, value) => sum + value, 0);
    for (let label = 0; label < odds.length; label += 1)
      odds[label] = (odds[label] as number) - mass * (this.#logTotals[label] as number);
    return { odds, nearness };
  }

  /** How much each label uses a feature. */
  #countsOf(id: number): Map<number, number> {
    const counts = new Map<number, number>();
    for (let at = this.#starts[id] as number; at < (this.#starts[id + 1] as number); at += 1) {
      const label = this.#labelOf[this.#owners[at] as number] as number;
      counts.set(label, (counts.get(label) ?? 0) + (this.#values[at] as number));
    }
    return counts;
  }

  /** Each label's part in what its five nearest examples are worth, and its single nearest. */
  #nearestShares(nearness: Float64Array): { shares: Float64Array; best: Float64Array } {
    const tops = new Float64Array(this.#labels.length * nearestCount);
    for (let example = 0; example < nearness.length; example += 1) {
      const value = nearness[example] as number;
      const base = (this.#labelOf[example] as number) * nearestCount;
      let at = base + nearestCount - 1;
      if (value <= (tops[at] as number)) continue;
      for (; at > base && (tops[at - 1] as number) < value; at -= 1) tops[at] = tops[at - 1] as number;
      tops[at] = value;
    }
    const worth = new Float64Array(this.#labels.length);
    const best = new Float64Array(this.#labels.length);
    let total = 0;
    for (let label = 0; label < worth.length; label += 1) {
      best[label] = tops[label * nearestCount] as number;
      for (let at = label * nearestCount; at < (label + 1) * nearestCount; at += 1) {
        const near = tops[at] as number;
        worth[label] = (worth[label] as number) + near * near * near;
      }
      total += worth[label] as number;
    }
    return { shares: worth.map((value) => value / (total || 1)), best };
  }

  #signals(seen: {
    first: number;
    order: readonly { label: number; share: number }[];
    odds: Float64Array;
    nearest: { shares: Float64Array; best: Float64Array };
    features: Features;
    values: Float64Array;
    shares: { bayes: Float64Array; classes: Float64Array };
  }): number[] {
    const { first, order, odds, nearest, features, shares } = seen;
    const strange = (values: Float64Array): number =>
      values.reduce((sum, value, label) => (this.#isBackground[label] ? sum + value : sum), 0);
    const methods = [shares.bayes, shares.classes, nearest.shares];
    const mostStrange = (values: Float64Array, least: number): number =>
      values.reduce(
        (most, value, label) => (this.#isBackground[label] ? Math.max(most, value) : most),
        least,
      );
    const second = order[1]?.share ?? 0;
    const knownWords = features.words.length;
    return [
      order[0]?.share ?? 0,
      (order[0]?.share ?? 0) - second,
      (odds[first] as number) - mostStrange(odds, (odds[first] as number) - 10),
      nearest.best[first] as number,
      mostStrange(nearest.best, 0),
      this.#mostForeign(seen),
      knownWords / (knownWords + features.unknownWords || 1),
      Math.log1p(knownWords + features.unknownWords),
      shares.classes[first] as number,
      strange(shares.classes),
      shares.bayes[first] as number,
      strange(shares.bayes),
      methods.filter((method) => method.every((value) => value <= (method[first] as number))).length / 3,
    ];
  }

  /** How much more the background uses the question's most telling word than the first label does. */
  #mostForeign(seen: { first: number; features: Features; values: Float64Array }): number {
    let most = 0;
    for (const position of seen.features.words) {
      const counts = this.#countsOf(seen.features.ids[position] as number);
      const ours =
        Math.log((counts.get(seen.first) ?? 0) + smoothing) - (this.#logTotals[seen.first] as number);
      for (const [label, count] of counts) {
        if (!this.#isBackground[label]) continue;
        const theirs = Math.log(count + smoothing) - (this.#logTotals[label] as number);
        most = Math.max(most, (seen.values[position] as number) * (theirs - ours));
      }
    }
    return most;
  }
}

/** The examples of each label one after the other, labels in the order in which they first come. */
function groupedByLabel(examples: readonly Example[]): Example[] {
  const groups = new Map<string, Example[]>();
  for (const example of examples) {
    const group = groups.get(example.label);
    if (group) group.push(example);
    else groups.set(example.label, [example]);
  }
  return [...groups.values()].flat();
}

function countFeatures(features: readonly Features[], size: number): Float32Array {
  const counts = new Float32Array(size);
  for (const one of features) for (const id of one.ids) counts[id] = (counts[id] as number) + 1;
  return counts;
}

/** Where each feature's examples begin; the last number is where all end. */
function startsOf(counts: Float32Array): Int32Array {
  const starts = new Int32Array(counts.length + 1);
  counts.forEach((count, id) => {
    starts[id + 1] = (starts[id] as number) + count;
  });
  return starts;
}

/** Odds as parts of 1. */
function softmax(odds: Float64Array, weight: number): Float64Array {
  const top = odds.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const parts = odds.map((value) => Math.exp((value - top) * weight));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}
