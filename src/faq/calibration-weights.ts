/** Written by `npm run faq:fit` from 9921 questions; the order is that of `signalNames`. */
export const bias = -5.1934;
export const weights: readonly number[] = [
  1.0302, // share of the first
  2.2022, // share over the second
  0.0849, // odds over the background
  -0.1522, // nearest question of the first
  -2.7421, // nearest line of the background
  -0.5254, // most foreign word
  2.7469, // known part
  1.0238, // words
  0.3467, // classifier: share of the first
  -0.0929, // classifier: share of the background
  -0.3171, // odds: share of the first
  -3.6781, // odds: share of the background
  0.4537, // methods that agree
];
