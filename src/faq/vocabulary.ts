import { PairTable } from './pair-table.ts';
import { Spelling } from './spelling.ts';
import { type Lexeme, lexemeOf, wordsOf } from './words.ts';

/** The features of one text by number, each once, with how much it weighs before rarity counts. */
export interface Features {
  ids: readonly number[];
  weights: readonly number[];
  /** Words (not pairs, not n-grams) that were never seen before. */
  unknownWords: number;
}

const pairWeight = 0.8;
const gramWeight = 0.35;
/** More is no question but a log: what comes first and last decides. */
const wordLimit = 400;
/** A word that occurs this often may be what a misspelt one means. */
const correctedFrom = 4;

type Kind = 'word' | 'pair' | 'gram';

interface KnownWord {
  id: number;
  grams: readonly number[];
}

/** A word as it was written, before stemming, and how often. */
interface Written extends Lexeme {
  uses: number;
}

/**
 * Numbers for words, pairs of neighbouring words and character n-grams. Words tell the subject, pairs tell
 * `secret id` from `secret`, n-grams survive typing errors. Grows while it learns; afterwards an unknown word is
 * taken for the known one that is spelt almost like it, or left out.
 */
export class Vocabulary {
  readonly #words = new Map<string, KnownWord>();
  readonly #pairs = new PairTable();
  readonly #grams = new Map<string, number>();
  /** By feature. */
  readonly #kinds: Kind[] = [];
  /** By feature: where it stands in the text that is read now, if that place agrees. */
  readonly #places: number[] = [];
  readonly #written = new Map<string, Written>();
  /** Made at the first question with an unknown word, when all is learnt. */
  #spelling: Spelling | undefined;

  get size(): number {
    return this.#kinds.length;
  }

  /** True for words (not pairs, not n-grams). */
  isWord(feature: number): boolean {
    return this.#kinds[feature] === 'word';
  }

  /** True for words and pairs. */
  isTerm(feature: number): boolean {
    return this.#kinds[feature] !== 'gram';
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
    const ids: number[] = [];
    const weights: number[] = [];
    let unknownWords = 0;
    let before = -1;
    for (let at = 0; at < words.length && at < wordLimit; at += 1) {
      const word = words[at] as string;
      const known = this.#words.get(word) ?? (grow ? this.#learnWord(word) : undefined);
      if (known) {
        this.#add(known.id, 1, ids, weights);
        for (const gram of known.grams) this.#add(gram, gramWeight, ids, weights);
        const pair = before < 0 ? undefined : this.#pairId(before, known.id, grow);
        if (pair !== undefined) this.#add(pair, pairWeight, ids, weights);
        before = known.id;
      } else {
        unknownWords += 1;
        for (const gram of gramsOf(word)) {
          const id = this.#grams.get(gram);
          if (id !== undefined) this.#add(id, gramWeight, ids, weights);
        }
        before = -1;
      }
    }
    for (let at = 0; at < weights.length; at += 1) {
      const weight = weights[at] as number;
      // Said three times is not three times as much.
      if (weight > 1) weights[at] = 1 + Math.log(weight);
    }
    return { ids, weights, unknownWords };
  }

  #add(id: number, weight: number, ids: number[], weights: number[]): void {
    const place = this.#places[id] as number;
    if (ids[place] === id) {
      weights[place] = (weights[place] as number) + weight;
      return;
    }
    this.#places[id] = ids.length;
    ids.push(id);
    weights.push(weight);
  }

  #count(word: string): Lexeme {
    const known = this.#written.get(word);
    if (known) {
      known.uses += 1;
      return known;
    }
    const written = { ...lexemeOf(word), uses: 1 };
    this.#written.set(word, written);
    return written;
  }

  #meant(word: string): Lexeme {
    const known = this.#written.get(word);
    if (known) return known;
    this.#spelling ??= new Spelling(this.#written.values(), correctedFrom);
    const meant = this.#spelling.correct(word) ?? word;
    return this.#written.get(meant) ?? lexemeOf(meant);
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
    const known = this.#pairs.get(first, second);
    if (known !== undefined || !grow) return known;
    const id = this.#newId('pair');
    this.#pairs.set(first, second, id);
    return id;
  }

  #newId(kind: Kind): number {
    this.#kinds.push(kind);
    this.#places.push(0);
    return this.#kinds.length - 1;
  }
}

/** Four characters at a time, with the word's edges marked. */
function gramsOf(word: string): string[] {
  if (word.length < 4 || word.length > 24) return [];
  const edged = `^${word}$`;
  return Array.from({ length: edged.length - 3 }, (_, at) => edged.slice(at, at + 4));
}
