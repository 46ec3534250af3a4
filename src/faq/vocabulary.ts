import { Spelling } from './spelling.ts';
import { wordsOf } from './words.ts';

/** The features of one text by number, each once, with how much it weighs before rarity counts. */
export interface Features {
  ids: number[];
  weights: number[];
  /** Words (not pairs, not n-grams) that were never seen before. */
  unknownWords: number;
  /** Positions in `ids` that are words. */
  words: number[];
  /** Positions in `ids` that are words or pairs. */
  terms: number[];
}

const pairWeight = 0.8;
const gramWeight = 0.35;
/** More is no question but a log: what comes first and last decides. */
const wordLimit = 400;
/** A word that occurs this often may be what a misspelt one means. */
const correctedFrom = 4;
const pairBase = 2 ** 24;

type Kind = 'word' | 'pair' | 'gram';

interface KnownWord {
  id: number;
  grams: readonly number[];
}

/**
 * Numbers for words, pairs of neighbouring words and character n-grams. Words tell the subject, pairs tell
 * `secret id` from `secret`, n-grams survive typing errors. Grows while it learns; afterwards an unknown word is
 * taken for the known one that is spelt almost like it, or left out.
 */
export class Vocabulary {
  readonly #words = new Map<string, KnownWord>();
  readonly #pairs = new Map<number, number>();
  readonly #grams = new Map<string, number>();
  /** By feature. */
  readonly #kinds: Kind[] = [];
  /** How often each word was written, before stemming. */
  readonly #uses = new Map<string, number>();
  /** Made at the first question with an unknown word, when all is learnt. */
  #spelling: Spelling | undefined;

  get size(): number {
    return this.#kinds.length;
  }

  /** Features of a text that is learnt from. */
  learn(text: string): Features {
    return this.#featuresOf(
      wordsOf(text, (word) => this.#count(word)),
      true,
    );
  }

  /** Features of a question: only what was learnt. */
  read(text: string): Features {
    return this.#featuresOf(
      wordsOf(text, (word) => this.#meant(word)),
      false,
    );
  }

  #featuresOf(words: readonly string[], grow: boolean): Features {
    const counts = new Map<number, number>();
    const add = (id: number | undefined, weight: number): void => {
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + weight);
    };
    let unknownWords = 0;
    let before: number | undefined;
    for (const word of words.slice(0, wordLimit)) {
      const known = this.#words.get(word) ?? (grow ? this.#learnWord(word) : undefined);
      if (known) {
        add(known.id, 1);
        for (const gram of known.grams) add(gram, gramWeight);
        if (before !== undefined) add(this.#pairId(before, known.id, grow), pairWeight);
      } else {
        unknownWords += 1;
        for (const gram of gramsOf(word)) add(this.#grams.get(gram), gramWeight);
      }
      before = known?.id;
    }
    const features: Features = { ids: [], weights: [], unknownWords, words: [], terms: [] };
    for (const [id, weight] of counts) {
      const kind = this.#kinds[id];
      if (kind === 'word') features.words.push(features.ids.length);
      if (kind !== 'gram') features.terms.push(features.ids.length);
      features.ids.push(id);
      // Said three times is not three times as much.
      features.weights.push(weight > 1 ? 1 + Math.log(weight) : weight);
    }
    return features;
  }

  #count(word: string): string {
    this.#uses.set(word, (this.#uses.get(word) ?? 0) + 1);
    return word;
  }

  #meant(word: string): string {
    if (this.#uses.has(word)) return word;
    this.#spelling ??= new Spelling(this.#uses, correctedFrom);
    return this.#spelling.correct(word) ?? word;
  }

  #learnWord(word: string): KnownWord {
    const grams = gramsOf(word).map((gram) => {
      const id = this.#grams.get(gram) ?? this.#newId('gram');
      this.#grams.set(gram, id);
      return id;
    });
    const known = { id: this.#newId('word'), grams };
    this.#words.set(word, known);
    return known;
  }

  #pairId(first: number, second: number, grow: boolean): number | undefined {
    const key = first * pairBase + second;
    const known = this.#pairs.get(key);
    if (known !== undefined || !grow) return known;
    const id = this.#newId('pair');
    this.#pairs.set(key, id);
    return id;
  }

  #newId(kind: Kind): number {
    this.#kinds.push(kind);
    return this.#kinds.length - 1;
  }
}

/** Four characters at a time, with the word's edges marked. */
function gramsOf(word: string): string[] {
  if (word.length < 4 || word.length > 24) return [];
  const edged = `^${word}$`;
  return Array.from({ length: edged.length - 3 }, (_, at) => edged.slice(at, at + 4));
}
