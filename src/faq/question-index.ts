import { type IndexTables, rarityOf, smoothing } from './index-tables.ts';
import { NearestExamples, type Nearness } from './nearest-examples.ts';
import { meaningSignalsOf, type Shares, signalsOf } from './question-signals.ts';
import type { Features } from './vocabulary.ts';
import { onlyTerms } from './word-classifier.ts';

/** What speaks for each label, and how sure that is. */
export interface Evidence {
  /** Best first, at most 20: all shares of all labels together are 1. */
  candidates: readonly { label: string; share: number }[];
  /** What the calibration reads; see `signalNames`. Empty when nothing in the question is known. */
  signals: readonly number[];
}

/** How far odds count. Tried: 0.4, 0.7, 1.2, 2, 3, 6. */
const oddsWeight = 1.2;
/** The nearest examples' part beside the odds' part. Tried: 0, 0.5, 1, 2. */
const nearestWeight = 0.5;
/** How much more the very near examples count than others. Tried: 2, 3, 5. */
const nearestPower = 5;
/** The sentence model's part. Tried: 0.5, 1. */
const meantWeight = 1;
const candidateLimit = 20;

/**
 * Finds labels for questions by three methods at once: naive Bayes over rare-weighted features (which label's
 * questions use such words?), the nearest example questions (has somebody asked just this?), and a small classifier
 * that is trained when the index is made (which words tell neighbours apart?). docs/decisions has what each scored.
 */
export class QuestionIndex {
  readonly #tables: IndexTables;

  constructor(tables: IndexTables) {
    this.#tables = tables;
  }

  /** The labels in the order of their numbers. */
  get labels(): readonly string[] {
    return this.#tables.labels;
  }

  /** Looks a question up; `meant` is what a sentence model found, if there is one. */
  search(question: string, meant?: Nearness): Evidence {
    const { vocabulary, labels, termOf, classifier } = this.#tables;
    const features = vocabulary.read(question);
    if (features.ids.length === 0) return { candidates: [], signals: [] };
    const values = this.#valuesOf(features);
    const { odds, nearness } = this.#walk(features, values);
    const bayes = softmax(odds, oddsWeight);
    const nearest = this.#nearestShares(nearness);
    const weighed = features.ids.map((id, at) => (features.weights[at] as number) * this.#rarityOf(id));
    const classes = classifier?.sharesOf(onlyTerms(features.ids, weighed, termOf)) ?? bayes;
    const shares: Shares = { bayes, classes, nearest: nearest.shares, meant: meant?.shares };
    const scores = scoresOf(shares);
    const order = this.#best(scores);
    const candidates = order.map(({ label, share }) => ({ label: labels[label] as string, share }));
    if (order.length === 0) return { candidates, signals: [] };
    const seen = { order, odds, best: nearest.best, shares, features, values };
    const signals = [
      ...signalsOf(seen, this.#tables),
      ...(meant ? meaningSignalsOf(seen, meant, this.#tables) : []),
    ];
    return { candidates, signals };
  }

  #rarityOf(feature: number): number {
    return this.#tables.rarity[feature] as number;
  }

  /** The labels of answers with the highest scores, best first, each with its share of all. */
  #best(scores: Float64Array): { label: number; share: number }[] {
    const best: number[] = [];
    let total = 0;
    for (let label = 0; label < scores.length; label += 1) {
      const score = scores[label] as number;
      total += score;
      if (this.#tables.isBackground[label]) continue;
      if (best.length === candidateLimit && score <= (scores[best.at(-1) as number] as number)) continue;
      let at = best.length;
      while (at > 0 && (scores[best[at - 1] as number] as number) < score) at -= 1;
      best.splice(at, 0, label);
      if (best.length > candidateLimit) best.pop();
    }
    return best.map((label) => ({ label, share: (scores[label] as number) / (total || 1) }));
  }

  /** Weight by rarity, all together of length 1. Unknown words count as the rarest there are. */
  #valuesOf({ ids, weights, unknownWords }: Features): Float64Array {
    const values = new Float64Array(ids.length);
    let squares = unknownWords * rarityOf(1, this.#tables.labelOf.length) ** 2;
    for (let at = 0; at < values.length; at += 1) {
      const value = (weights[at] as number) * this.#rarityOf(ids[at] as number);
      values[at] = value;
      squares += value * value;
    }
    const length = Math.sqrt(squares) || 1;
    for (let at = 0; at < values.length; at += 1) values[at] = (values[at] as number) / length;
    return values;
  }

  /**
   * One pass over all examples that share a feature gives both methods what they need. A label's examples stand
   * together, so its count is complete when the next label begins.
   */
  #walk(features: Features, given: Float64Array): { odds: Float64Array; nearness: Float64Array } {
    const { labelOf, starts, owners, values, logTotals } = this.#tables;
    const odds = new Float64Array(logTotals.length);
    const nearness = new Float64Array(labelOf.length);
    let mass = 0;
    for (let position = 0; position < features.ids.length; position += 1) {
      const id = features.ids[position] as number;
      const value = given[position] as number;
      mass += value;
      const end = starts[id + 1] as number;
      let label = -1;
      let count = 0;
      for (let at = starts[id] as number; at < end; at += 1) {
        const owner = owners[at] as number;
        const theirs = values[at] as number;
        nearness[owner] = (nearness[owner] as number) + value * theirs;
        const next = labelOf[owner] as number;
        if (next !== label) {
          if (count > 0) odds[label] = (odds[label] as number) + value * Math.log1p(count / smoothing);
          label = next;
          count = 0;
        }
        count += theirs;
      }
      if (count > 0) odds[label] = (odds[label] as number) + value * Math.log1p(count / smoothing);
    }
    for (let label = 0; label < odds.length; label += 1)
      odds[label] = (odds[label] as number) - mass * (logTotals[label] as number);
    return { odds, nearness };
  }

  #nearestShares(nearness: Float64Array): Nearness {
    const { labelOf, labels } = this.#tables;
    const examples = new NearestExamples(labels.length);
    for (let example = 0; example < nearness.length; example += 1)
      examples.add(labelOf[example] as number, nearness[example] as number);
    return examples.nearness((near) => near ** nearestPower);
  }
}

/** The voices added up. */
function scoresOf({ bayes, classes, nearest, meant }: Shares): Float64Array {
  return bayes.map(
    (part, label) =>
      part +
      nearestWeight * (nearest[label] as number) +
      (classes[label] as number) +
      meantWeight * (meant?.[label] ?? 0),
  );
}

/** Odds as parts of 1. */
function softmax(odds: Float64Array, weight: number): Float64Array {
  const top = odds.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const parts = odds.map((value) => Math.exp((value - top) * weight));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}
