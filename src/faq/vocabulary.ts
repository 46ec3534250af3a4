import { FeatureRow, type WeighedFeatures } from './feature-row.ts';
import { type Lexeme, lexemeOf } from './lexeme.ts';
import { PairTable } from './pair-table.ts';
import { Spelling } from './spelling.ts';
import { readWords, wordsOf } from './words.ts';
import { WrittenWords } from './written-words.ts';

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

/**
 * Numbers for words, pairs of neighbouring words and character n-grams. Words tell the subject, pairs tell
 * `secret id` from `secret`, n-grams survive typing errors. Grows while it learns; afterwards an unknown word is
 * taken for the known one that is spelt almost like it, or left out.
 */
export class Vocabulary {
  /** By stem: where its features begin in `#ofWords`. */
  readonly #words = new Map<string, number>();
  /** Of each word one after the other: how many features it has, its own, its n-grams'. */
  readonly #ofWords: number[] = [];
  readonly #pairs = new PairTable();
  readonly #grams = new Map<string, number>();
  /** By feature. */
  readonly #kinds: Kind[] = [];
  /** Words as they were written, before stemming. */
  readonly #written = new WrittenWords();
  /** By written word. */
  readonly #lexemes: Lexeme[] = [];
  readonly #uses: number[] = [];
  /** By written word: where the features of its stem begin; -1 until that is learnt. */
  readonly #stems: number[] = [];
  /** The written words of the text that is read now, and its features. */
  readonly #text: number[] = [];
  readonly #row = new FeatureRow();
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

  /** Features of a text that is learnt from; they stand until the next text is read. */
  learn(text: string): WeighedFeatures {
    const [written, row] = [this.#text, this.#row];
    written.length = 0;
    row.clear();
    readWords(text, (words, from, to) => written.push(this.#count(words, from, to)));
    let before = -1;
    let count = 0;
    for (let at = 0; at < written.length && count < wordLimit; at += 1) {
      const number = written[at] as number;
      const pair = this.#joined(number, written[at + 1]);
      if (pair !== undefined) at += 1;
      const word = pair === undefined ? this.#stemOf(number) : this.#learnWord(pair);
      if (word < 0) continue;
      count += 1;
      const id = this.#addWord(word);
      if (before >= 0) {
        const pairId = this.#pairs.getOrSet(before, id, this.size);
        if (pairId === this.size) this.#newId('pair');
        row.add(pairId, pairWeight);
      }
      before = id;
    }
    row.dampen();
    return row;
  }

  /** Features of a question: only what was learnt. */
  read(text: string): Features {
    const row = this.#row;
    row.clear();
    let unknownWords = 0;
    let before = -1;
    for (const stem of this.#stemsMeant(text)) {
      const word = this.#words.get(stem);
      if (word === undefined) {
        unknownWords += 1;
        for (const gram of gramsOf(stem)) {
          const id = this.#grams.get(gram);
          if (id !== undefined) row.add(id, gramWeight);
        }
        before = -1;
      } else {
        const id = this.#addWord(word);
        const pair = before < 0 ? undefined : this.#pairs.get(before, id);
        if (pair !== undefined) row.add(pair, pairWeight);
        before = id;
      }
    }
    row.dampen();
    const { ids, weights, length } = row;
    return { ids: [...ids.subarray(0, length)], weights: [...weights.subarray(0, length)], unknownWords };
  }

  /** Adds a word with its n-grams to the row. @returns the word's own feature */
  #addWord(word: number): number {
    const ofWords = this.#ofWords;
    const id = ofWords[word + 1] as number;
    const end = word + 1 + (ofWords[word] as number);
    this.#row.add(id, 1);
    for (let at = word + 2; at < end; at += 1) this.#row.add(ofWords[at] as number, gramWeight);
    return id;
  }

  /** What two written words are together, if people write them as one, too. */
  #joined(number: number, next: number | undefined): string | undefined {
    const joins = (this.#lexemes[number] as Lexeme).joins;
    return next === undefined ? undefined : joins?.get((this.#lexemes[next] as Lexeme).written);
  }

  #count(text: string, from: number, to: number): number {
    let number = this.#written.find(text, from, to);
    if (number < 0) {
      number = this.#written.add(text, from, to);
      this.#lexemes.push(lexemeOf(text.slice(from, to)));
      this.#uses.push(0);
      this.#stems.push(-1);
    }
    this.#uses[number] = (this.#uses[number] as number) + 1;
    return number;
  }

  /** Where the features of a written word's stem begin; -1 where nothing is left of it. */
  #stemOf(number: number): number {
    const known = this.#stems[number] as number;
    if (known >= 0) return known;
    const { stem } = this.#lexemes[number] as Lexeme;
    if (stem === '') return -1;
    const word = this.#learnWord(stem);
    this.#stems[number] = word;
    return word;
  }

  /** The stems of a question's first words, misspelt ones mended. */
  #stemsMeant(question: string): string[] {
    return wordsOf(question, (text, from, to) => this.#meant(text, from, to)).slice(0, wordLimit);
  }

  #meant(text: string, from: number, to: number): Lexeme {
    const known = this.#written.find(text, from, to);
    if (known >= 0) return this.#lexemes[known] as Lexeme;
    this.#spelling ??= new Spelling(
      this.#lexemes.map(({ written }, number) => ({ written, uses: this.#uses[number] as number })),
      correctedFrom,
    );
    const word = text.slice(from, to);
    const meant = this.#spelling.correct(word) ?? word;
    return this.#lexemes[this.#written.find(meant)] ?? lexemeOf(meant);
  }

  /** @returns where the word's features begin */
  #learnWord(stem: string): number {
    const known = this.#words.get(stem);
    if (known !== undefined) return known;
    const grams = gramsOf(stem).map((gram) => {
      const id = this.#grams.get(gram) ?? this.#newId('gram');
      this.#grams.set(gram, id);
      return id;
    });
    const word = this.#ofWords.length;
    this.#ofWords.push(grams.length + 1, this.#newId('word'), ...grams);
    this.#words.set(stem, word);
    return word;
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
