import type { WeighedFeatures } from './feature-row.ts';

const fewest = 1 << 12;

/**
 * The features of many texts one after the other, in two arrays: thousands of small ones would keep the garbage
 * collector busy for longer than the rest of the work takes.
 */
export class FeatureLog {
  #ids = new Int32Array(fewest);
  #weights = new Float32Array(fewest);
  readonly #ends: number[] = [];

  /** How many texts there are. */
  get count(): number {
    return this.#ends.length;
  }

  /** How many features all texts have together. */
  get length(): number {
    return this.#ends.at(-1) ?? 0;
  }

  /** Features by number; only the first `length` count. */
  get ids(): Int32Array {
    return this.#ids;
  }

  /** What each weighs. */
  get weights(): Float32Array {
    return this.#weights;
  }

  add({ ids, weights, length }: WeighedFeatures): void {
    const start = this.length;
    while (start + length > this.#ids.length) this.#grow();
    for (let at = 0; at < length; at += 1) {
      this.#ids[start + at] = ids[at] as number;
      this.#weights[start + at] = weights[at] as number;
    }
    this.#ends.push(start + length);
  }

  startOf(text: number): number {
    return text === 0 ? 0 : (this.#ends[text - 1] as number);
  }

  endOf(text: number): number {
    return this.#ends[text] as number;
  }

  /** By feature: how many texts have it. */
  countUses(features: number): Float32Array {
    const counts = new Float32Array(features);
    const length = this.length;
    for (let at = 0; at < length; at += 1) {
      const id = this.#ids[at] as number;
      counts[id] = (counts[id] as number) + 1;
    }
    return counts;
  }

  #grow(): void {
    const [ids, weights] = [this.#ids, this.#weights];
    this.#ids = new Int32Array(2 * ids.length);
    this.#ids.set(ids);
    this.#weights = new Float32Array(2 * weights.length);
    this.#weights.set(weights);
  }
}
