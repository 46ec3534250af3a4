import type { Steps } from '../lib/steps.ts';

/** A text as numbers: which features it has and how much each counts, all together of length 1. */
export interface SparseText {
  ids: Int32Array;
  values: Float32Array;
}

/** How many features and labels there are. */
export interface ClassifierSize {
  features: number;
  labels: number;
}

/** Tried: 2 to 5 passes, steps of 4 to 12, each pass with 0.3 to 0.6 of the step before. */
const passes = 2;
const firstStep = 8;
const stepKept = 0.4;
/** Labels that are surely not meant are left alone: quicker, and no worse. */
const smallestError = 0.003;
/** More (thousands of answers) would cost more time and memory than it is worth: 16 MB. */
const weightLimit = 4_000_000;

/**
 * Softmax regression, trained when the index is made: where counting asks which words a label's questions have, this learns which
 * words tell it from its neighbours. Two passes of gradient descent, in an order that is the same every time.
 * https://en.wikipedia.org/wiki/Multinomial_logistic_regression
 */
export class WordClassifier {
  readonly #labels: number;
  readonly #weights: Float32Array;

  private constructor(features: number, labels: number) {
    this.#labels = labels;
    this.#weights = new Float32Array(features * labels);
  }

  /** False where there are too many labels or features to train quickly. */
  static fits({ features, labels }: ClassifierSize): boolean {
    return labels > 1 && features * labels <= weightLimit;
  }

  static *train(
    texts: readonly SparseText[],
    labelOf: Int32Array,
    { features, labels }: ClassifierSize,
  ): Steps<WordClassifier> {
    const classifier = new WordClassifier(features, labels);
    const order = shuffled(texts.length);
    const [errors, wrong] = [new Float64Array(labels), new Int32Array(labels)];
    let step = firstStep;
    for (let pass = 0; pass < passes; pass += 1) {
      for (const at of order) {
        classifier.#learn(texts[at] as SparseText, labelOf[at] as number, step, errors, wrong);
        yield;
      }
      step *= stepKept;
    }
    return classifier;
  }

  /** How probable each label is; all together 1. */
  sharesOf(text: SparseText): Float64Array {
    const shares = new Float64Array(this.#labels);
    this.#fillShares(text, shares);
    return shares;
  }

  #fillShares({ ids, values }: SparseText, shares: Float64Array): void {
    const [weights, labels] = [this.#weights, this.#labels];
    shares.fill(0);
    for (let at = 0; at < ids.length; at += 1) {
      const base = (ids[at] as number) * labels;
      const value = values[at] as number;
      for (let label = 0; label < labels; label += 1)
        shares[label] = (shares[label] as number) + value * (weights[base + label] as number);
    }
    let most = Number.NEGATIVE_INFINITY;
    for (let label = 0; label < labels; label += 1) most = Math.max(most, shares[label] as number);
    let total = 0;
    for (let label = 0; label < labels; label += 1) {
      const part = Math.exp((shares[label] as number) - most);
      shares[label] = part;
      total += part;
    }
    for (let label = 0; label < labels; label += 1) shares[label] = (shares[label] as number) / total;
  }

  /** One step towards the right label; `errors` and `wrong` are room to work in, as long as there are labels. */
  #learn(text: SparseText, right: number, step: number, errors: Float64Array, wrong: Int32Array): void {
    const [weights, labels] = [this.#weights, this.#labels];
    this.#fillShares(text, errors);
    errors[right] = (errors[right] as number) - 1;
    let count = 0;
    for (let label = 0; label < labels; label += 1)
      if (Math.abs(errors[label] as number) > smallestError) {
        wrong[count] = label;
        count += 1;
      }
    for (let at = 0; at < text.ids.length; at += 1) {
      const base = (text.ids[at] as number) * labels;
      const change = step * (text.values[at] as number);
      for (let one = 0; one < count; one += 1) {
        const label = wrong[one] as number;
        weights[base + label] = (weights[base + label] as number) - change * (errors[label] as number);
      }
    }
  }
}

/** What of a text the classifier reads: words and pairs that it knows, all together of length 1. */
export function onlyTerms(
  ids: ArrayLike<number>,
  weights: ArrayLike<number>,
  termOf: Int32Array,
): SparseText {
  let count = 0;
  for (let at = 0; at < ids.length; at += 1) if (termOf[ids[at] as number] !== -1) count += 1;
  const text = { ids: new Int32Array(count), values: new Float32Array(count) };
  let squares = 0;
  let next = 0;
  for (let at = 0; at < ids.length; at += 1) {
    const term = termOf[ids[at] as number] as number;
    if (term === -1) continue;
    const weight = weights[at] as number;
    text.ids[next] = term;
    text.values[next] = weight;
    squares += weight * weight;
    next += 1;
  }
  const length = Math.sqrt(squares) || 1;
  for (let at = 0; at < count; at += 1) text.values[at] = (text.values[at] as number) / length;
  return text;
}

/** 0 … count - 1 in a mixed order that is always the same (Fisher and Yates, numbers by a Lehmer generator). */
function shuffled(count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, at) => at);
  let state = 20_261;
  for (let last = count - 1; last > 0; last -= 1) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (last + 1);
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
  return order;
}
