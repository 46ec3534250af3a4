import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FeatureRow } from '../../src/faq/feature-row.ts';
import { readWords } from '../../src/faq/words.ts';
import { WrittenWords } from '../../src/faq/written-words.ts';

const word = fc.oneof(
  fc.string({ minLength: 1, maxLength: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);

test('words are found in the middle of a text, each under the number that it got', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 3_000, size: 'max' }), word, (words, other) => {
      const known = new WrittenWords();
      for (const [number, one] of words.entries()) {
        expect(known.find(one)).toBe(-1);
        expect(known.add(`-${one}-`, 1, 1 + one.length)).toBe(number);
      }
      for (const [number, one] of words.entries())
        expect(known.find(`a${one}b`, 1, 1 + one.length)).toBe(number);
      expect(known.find(other)).toBe(words.indexOf(other));
    }),
    { numRuns: 20 },
  );
});

test('plain text has the same words as a pattern finds in it', () => {
  const plain = fc.string({ unit: fc.constantFrom(..."abz09'' -."), maxLength: 60 });
  fc.assert(
    fc.property(plain, (text) => {
      const words: string[] = [];
      readWords(text, (whole, from, to) => words.push(whole.slice(from, to)));
      expect(words).toEqual(text.match(/[a-z0-9]+(?:'[a-z]{1,3})?/g) ?? []);
    }),
    { numRuns: 2_000 },
  );
});

test('a row holds each feature once with all that was added to it, and nothing of the text before', () => {
  const features = fc.array(fc.tuple(fc.nat(2_000), fc.constantFrom(0.25, 0.5, 1)), {
    maxLength: 900,
    size: 'max',
  });
  fc.assert(
    fc.property(features, features, (before, given) => {
      const row = new FeatureRow();
      for (const [id, weight] of before) row.add(id, weight);
      row.clear();
      const sums = new Map<number, number>();
      for (const [id, weight] of given) {
        row.add(id, weight);
        sums.set(id, (sums.get(id) ?? 0) + weight);
      }
      expect([...row.ids.subarray(0, row.length)]).toEqual([...sums.keys()]);
      expect([...row.weights.subarray(0, row.length)]).toEqual([...sums.values()]);
      row.dampen();
      expect([...row.weights.subarray(0, row.length)]).toEqual(
        [...sums.values()].map((sum) => (sum > 1 ? 1 + Math.log(sum) : sum)),
      );
    }),
    { numRuns: 50 },
  );
});
