import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SparseText, WordClassifier } from '../../src/faq/word-classifier.ts';
import { atOnce } from '../../src/lib/steps.ts';

const text = (...ids: number[]): SparseText => ({
  ids: Int32Array.from(ids),
  values: Float32Array.from(ids, () => 1 / Math.sqrt(ids.length)),
});

describe('the classifier', () => {
  const texts = Array.from({ length: 80 }, (_, at) => text(0, 1 + (at % 4)));
  const labels = Int32Array.from(texts, (_, at) => (at % 4 < 2 ? 0 : 1));
  const size = { features: 5, labels: 2 };

  test('learns which words tell labels apart, and what says nothing', () => {
    const classifier = atOnce(WordClassifier.train(texts, labels, size));
    expect(classifier.sharesOf(text(1))[0]).toBeGreaterThan(0.8);
    expect(classifier.sharesOf(text(4))[1]).toBeGreaterThan(0.8);
    const common = classifier.sharesOf(text(0))[0] as number;
    expect(Math.abs(common - 0.5)).toBeLessThan(0.35);
    expect([...classifier.sharesOf(text())]).toEqual([0.5, 0.5]);
  });

  test('the same texts make the same classifier', () => {
    const shares = () => [...atOnce(WordClassifier.train(texts, labels, size)).sharesOf(text(0, 2))];
    expect(shares()).toEqual(shares());
  });

  test('shares are probabilities', () => {
    const classifier = atOnce(WordClassifier.train(texts, labels, size));
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 4 })), (ids) => {
        const shares = [...classifier.sharesOf(text(...ids))];
        expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('is not trained where it would take too long, nor for one label', () => {
    expect(WordClassifier.fits({ features: 9_000, labels: 62 })).toBe(true);
    expect(WordClassifier.fits({ features: 9_000, labels: 1_000 })).toBe(false);
    expect(WordClassifier.fits({ features: 9_000, labels: 1 })).toBe(false);
  });
});
