import type { Vocabulary } from './vocabulary.ts';
import type { WordClassifier } from './word-classifier.ts';

/** What `makeQuestionIndex` makes of the examples. Features, examples and labels are numbers from 0. */
export interface IndexTables {
  vocabulary: Vocabulary;
  labels: readonly string[];
  /** By label: it is no answer. */
  isBackground: readonly boolean[];
  /** By example; a label's examples stand together. */
  labelOf: Int32Array;
  /** By feature. */
  rarity: Float32Array;
  /** By feature: where its examples begin in `owners` and `values`; one more at the end. */
  starts: Int32Array;
  /** Examples that have a feature, in order. */
  owners: Int32Array;
  /** How much the feature is of that example. */
  values: Float32Array;
  /** By label: the logarithm of what its examples weigh together. */
  logTotals: Float64Array;
  /** By feature: its number for the classifier, or -1 where that does not read it (n-grams, what occurs once). */
  termOf: Int32Array;
  /** None where there are too many answers to train one quickly. */
  classifier: WordClassifier | undefined;
}

/** How little a feature that a label never had counts for it. Tried: 0.01, 0.02, 0.05, 0.2. */
export const smoothing = 0.02;
/** How much a feature weighs that so many of all examples have. */
export function rarityOf(uses: number, examples: number): number {
  return Math.log(1 + examples / (1 + uses));
}
