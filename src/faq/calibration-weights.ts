/** Written by `npm run faq:fit` from 20350 questions; the order is that of `signalNames`. */
export const bias = -12.6289;
export const weights: readonly number[] = [
  4.9174, // share of the first
  0.943, // share over the second
  0.1238, // odds over the background
  -1.4822, // nearest question of the first
  -3.3446, // nearest line of the background
  -0.3934, // most foreign word
  10.6395, // known part
  0.8626, // words
  -0.7757, // classifier: share of the first
  -1.1731, // classifier: share of the background
  -1.4108, // odds: share of the first
  -1.0744, // odds: share of the background
  0.4645, // methods that agree
  0.0942, // part that the first has heard
  -1.9551, // foreign word that the first has not heard
];
