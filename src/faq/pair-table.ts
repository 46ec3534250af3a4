const fewest = 1 << 10;
/** Fuller than this, looking for a place takes long. */
const fullFrom = 0.6;

/**
 * Numbers for pairs of numbers. A Map would need a key of its own for each pair, on the heap; with a hundred thousand
 * pairs that is what making an index spends most on. Open addressing with linear probing.
 * https://en.wikipedia.org/wiki/Linear_probing
 */
export class PairTable {
  #size = 0;
  /** Three numbers a place: first, second, value + 1 (0: empty). */
  #places = new Int32Array(3 * fewest);

  /** The value of a pair; undefined when it has none. */
  get(first: number, second: number): number | undefined {
    const value = this.#places[this.#placeOf(first, second) + 2] as number;
    return value === 0 ? undefined : value - 1;
  }

  /** Gives a pair its value (0 … 2^31 - 2). */
  set(first: number, second: number, value: number): void {
    const place = this.#placeOf(first, second);
    const isNew = this.#places[place + 2] === 0;
    this.#places[place] = first;
    this.#places[place + 1] = second;
    this.#places[place + 2] = value + 1;
    if (!isNew) return;
    this.#size += 1;
    if (3 * this.#size > fullFrom * this.#places.length) this.#grow();
  }

  /** The value of a pair, which is `otherwise` from now on where it had none. */
  getOrSet(first: number, second: number, otherwise: number): number {
    const place = this.#placeOf(first, second);
    const value = this.#places[place + 2] as number;
    if (value !== 0) return value - 1;
    this.set(first, second, otherwise);
    return otherwise;
  }

  /** Where the pair is, or would be. */
  #placeOf(first: number, second: number): number {
    const places = this.#places;
    const count = places.length / 3;
    // Two odd numbers that spread well (Knuth's golden ratio, Murmur's mixer); the count is a power of two.
    const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
    let at = (mixed ^ (mixed >>> 15)) & (count - 1);
    while (places[3 * at + 2] !== 0 && !(places[3 * at] === first && places[3 * at + 1] === second))
      at = (at + 1) & (count - 1);
    return 3 * at;
  }

  #grow(): void {
    const old = this.#places;
    this.#places = new Int32Array(2 * old.length);
    for (let place = 0; place < old.length; place += 3) {
      if (old[place + 2] === 0) continue;
      this.#places.set(
        old.subarray(place, place + 3),
        this.#placeOf(old[place] as number, old[place + 1] as number),
      );
    }
  }
}
