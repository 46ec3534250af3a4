import { grown } from './grown.ts';

const fewest = 1 << 10;

/**
 * Numbers for words by how they are written, looked up where they stand in a text: cutting each word out and hashing it
 * for a Map is what reading thousands of texts would spend most on. Everything lies in flat arrays, since on a busy
 * machine what costs is the memory that is not at hand. Open addressing with linear probing.
 * https://en.wikipedia.org/wiki/Linear_probing
 */
export class WrittenWords {
  #count = 0;
  /** By word. */
  #hashes = new Int32Array(fewest);
  /** By word: where its letters begin; one more at the end. */
  #starts = new Int32Array(fewest + 1);
  /** The letters of all words. */
  #codes = new Uint16Array(8 * fewest);
  /** Number of a word + 1; 0: empty. At most half of them are taken. */
  #places = new Int32Array(2 * fewest);

  /** The number of the word that stands in `text` from there to there, the end not included; -1 for an unknown one. */
  find(text: string, from = 0, to = text.length): number {
    return (this.#places[this.#placeOf(text, from, to, hashOf(text, from, to))] as number) - 1;
  }

  /** Gives a word that is unknown the next number, from 0. */
  add(text: string, from = 0, to = text.length): number {
    const number = this.#count;
    if (number === this.#hashes.length) this.#grow();
    const start = this.#starts[number] as number;
    const end = start + to - from;
    while (end > this.#codes.length)
      this.#codes = grown(this.#codes, new Uint16Array(2 * this.#codes.length));
    for (let at = from; at < to; at += 1) this.#codes[start + at - from] = text.charCodeAt(at);
    const hash = hashOf(text, from, to);
    this.#places[this.#placeOf(text, from, to, hash)] = number + 1;
    this.#hashes[number] = hash;
    this.#starts[number + 1] = end;
    this.#count += 1;
    return number;
  }

  /** Where the word is, or would be. */
  #placeOf(text: string, from: number, to: number, hash: number): number {
    const places = this.#places;
    let at = hash & (places.length - 1);
    for (let word = places[at] as number; word !== 0; word = places[at] as number) {
      if (this.#hashes[word - 1] === hash && this.#isWord(word - 1, text, from, to)) return at;
      at = (at + 1) & (places.length - 1);
    }
    return at;
  }

  #isWord(word: number, text: string, from: number, to: number): boolean {
    const codes = this.#codes;
    const start = this.#starts[word] as number;
    if ((this.#starts[word + 1] as number) - start !== to - from) return false;
    for (let at = from; at < to; at += 1) if (codes[start + at - from] !== text.charCodeAt(at)) return false;
    return true;
  }

  #grow(): void {
    const room = 2 * this.#count;
    this.#hashes = grown(this.#hashes, new Int32Array(room));
    this.#starts = grown(this.#starts, new Int32Array(room + 1));
    const places = new Int32Array(2 * room);
    for (let word = 0; word < this.#count; word += 1) {
      let place = (this.#hashes[word] as number) & (places.length - 1);
      while (places[place] !== 0) place = (place + 1) & (places.length - 1);
      places[place] = word + 1;
    }
    this.#places = places;
  }
}

/** http://www.isthe.com/chongo/tech/comp/fnv/ (1a, 32 bits), its upper bits mixed into the lower ones. */
function hashOf(text: string, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}
