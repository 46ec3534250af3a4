/** Written by `npm run faq:fit -- --model FOLDER` from 20350 questions; the order is that of `signalNames` and `meaningSignalNames`. */
export const bias = -10.8219;
export const weights: readonly number[] = [
  2.1295, // share of the first
  3.554, // share over the second
  0.0782, // odds over the background
  -2.4662, // nearest question of the first
  -1.8739, // nearest line of the background
  -0.2226, // most foreign word
  8.3606, // known part
  0.8869, // words
  -0.663, // classifier: share of the first
  -1.4243, // classifier: share of the background
  -1.3331, // odds: share of the first
  -1.317, // odds: share of the background
  0.0321, // methods that agree
  0.7092, // part that the first has heard
  -1.2307, // foreign word that the first has not heard
  -0.8255, // meaning: share of the first
  3.886, // meaning: nearest question of the first
  -1.8792, // meaning: nearest line of the background
  -2.175, // meaning: share of the background
  0.4694, // meaning agrees
];
