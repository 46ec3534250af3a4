import { wordsOf } from './words.ts';

/** What a text is made of, each with how much it weighs before rarity is counted in. */
export type Features = ReadonlyMap<string, number>;

const pairWeight = 0.8;
const gramWeight = 0.35;

/**
 * Words, pairs of neighbours and character n-grams of a question. Words tell the subject, pairs tell
 * `secret id` from `secret`, n-grams survive typing errors.
 */
export function featuresOf(text: string): Features {
  const words = wordsOf(text);
  const features = new Map<string, number>();
  const add = (name: string, weight: number): void => {
    features.set(name, (features.get(name) ?? 0) + weight);
  };
  words.forEach((word, index) => {
    add(word, 1);
    const before = words[index - 1];
    if (before !== undefined) add(`${before} ${word}`, pairWeight);
    for (const gram of gramsOf(word)) add(gram, gramWeight);
  });
  // Said three times is not three times as much.
  for (const [name, weight] of features) if (weight > 1) features.set(name, 1 + Math.log(weight));
  return features;
}

const gramsByWord = new Map<string, readonly string[]>();
const gramsLimit = 20_000;

function gramsOf(word: string): readonly string[] {
  const known = gramsByWord.get(word);
  if (known) return known;
  if (gramsByWord.size >= gramsLimit) gramsByWord.clear();
  const grams: string[] = [];
  if (word.length >= 4 && word.length <= 24) {
    const edged = `^${word}$`;
    for (let at = 0; at + 4 <= edged.length; at += 1) grams.push(`#${edged.slice(at, at + 4)}`);
  }
  gramsByWord.set(word, grams);
  return grams;
}
