/** Written by `npm run faq:fit` from 5247 questions; the order is that of `signalNames`. */
export const bias = -5.7903;
export const weights: readonly number[] = [
  2.1188, // share of the first
  1.8673, // share over the second
  0.2008, // odds over the background
  -2.9379, // nearest question of the first
  -3.2805, // nearest line of the background
  -0.7577, // most foreign word
  3.7172, // known part
  1.1272, // words
];
