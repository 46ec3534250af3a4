import { wordsOf } from './words.ts';

/** The features of one text by number, each once, with how much it weighs before rarity counts. */
export interface Features {
  ids: number[];
  weights: number[];
  /** Words (not pairs, not n-grams) that were never seen before. */
  unknownWords: number;
  /** Positions in `ids` that are words. */
  words: number[];
}

const pairWeight = 0.8;
const gramWeight = 0.35;
/** More is no question but a log: what comes first and last decides. */
const wordLimit = 400;
const pairBase = 2 ** 24;

interface KnownWord {
  id: number;
  grams: readonly number[];
}

/**
 * Numbers for words, pairs of neighbouring words and character n-grams. Words tell the subject, pairs tell
 * `secret id` from `secret`, n-grams survive typing errors. Grows while it learns; afterwards what is unknown is
 * left out.
 */
export class Vocabulary {
  readonly #words = new Map<string, KnownWord>();
  readonly #pairs = new Map<number, number>();
  readonly #grams = new Map<string, number>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Features of a text that is learnt from. */
  learn(text: string): Features {
    return this.#featuresOf(wordsOf(text).slice(0, wordLimit), true);
  }

  /** Features of a question: only what was learnt. */
  read(text: string): Features {
    return this.#featuresOf(wordsOf(text).slice(0, wordLimit), false);
  }

  #featuresOf(words: readonly string[], grow: boolean): Features {
    const counts = new Map<number, number>();
    const add = (id: number | undefined, weight: number): void => {
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + weight);
    };
    const wordIds = new Set<number>();
    let unknownWords = 0;
    let before: number | undefined;
    for (const word of words) {
      const known = this.#words.get(word) ?? (grow ? this.#learnWord(word) : undefined);
      if (known) {
        wordIds.add(known.id);
        add(known.id, 1);
        for (const gram of known.grams) add(gram, gramWeight);
        if (before !== undefined) add(this.#pairId(before, known.id, grow), pairWeight);
      } else {
        unknownWords += 1;
        for (const gram of gramsOf(word)) add(this.#grams.get(gram), gramWeight);
      }
      before = known?.id;
    }
    const ids = [...counts.keys()];
    return {
      ids,
      // Said three times is not three times as much.
      weights: ids.map((id) => {
        const weight = counts.get(id) as number;
        return weight > 1 ? 1 + Math.log(weight) : weight;
      }),
      unknownWords,
      words: ids.flatMap((id, position) => (wordIds.has(id) ? position : [])),
    };
  }

  #learnWord(word: string): KnownWord {
    const grams = gramsOf(word).map((gram) => {
      const id = this.#grams.get(gram) ?? this.#size++;
      this.#grams.set(gram, id);
      return id;
    });
    const known = { id: this.#size++, grams };
    this.#words.set(word, known);
    return known;
  }

  #pairId(first: number, second: number, grow: boolean): number | undefined {
    const key = first * pairBase + second;
    const known = this.#pairs.get(key);
    if (known !== undefined || !grow) return known;
    const id = this.#size++;
    this.#pairs.set(key, id);
    return id;
  }
}

/** Four characters at a time, with the word's edges marked. */
function gramsOf(word: string): string[] {
  if (word.length < 4 || word.length > 24) return [];
  const edged = `^${word}$`;
  return Array.from({ length: edged.length - 3 }, (_, at) => edged.slice(at, at + 4));
}
