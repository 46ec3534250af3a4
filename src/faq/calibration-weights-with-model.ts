/** Written by `npm run faq:fit -- --model FOLDER` from 16733 questions; the order is that of `signalNames` and `meaningSignalNames`. */
export const bias = -5.5573;
export const weights: readonly number[] = [
  -1.3926, // share of the first
  4.9117, // share over the second
  0.0166, // odds over the background
  -1.1985, // nearest question of the first
  -1.2713, // nearest line of the background
  -0.55, // most foreign word
  3.3788, // known part
  0.7959, // words
  -0.2395, // classifier: share of the first
  -0.8642, // classifier: share of the background
  0.1241, // odds: share of the first
  -1.9058, // odds: share of the background
  0.2478, // methods that agree
  -0.002, // meaning: share of the first
  2.2186, // meaning: nearest question of the first
  0.1061, // meaning: nearest line of the background
  -2.9341, // meaning: share of the background
  0.438, // meaning agrees
];
