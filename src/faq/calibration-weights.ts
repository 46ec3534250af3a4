/** Written by `npm run faq:fit` from 16733 questions; the order is that of `signalNames`. */
export const bias = -6.7553;
export const weights: readonly number[] = [
  0.7768, // share of the first
  2.4455, // share over the second
  0.0216, // odds over the background
  0.3178, // nearest question of the first
  -2.9507, // nearest line of the background
  -0.7156, // most foreign word
  4.5627, // known part
  0.8786, // words
  0.3916, // classifier: share of the first
  -0.4615, // classifier: share of the background
  -0.0529, // odds: share of the first
  -2.3172, // odds: share of the background
  0.8321, // methods that agree
];
