import { grown } from './grown.ts';

/** The features of one text, each once, with what it weighs. */
export interface WeighedFeatures {
  ids: ArrayLike<number>;
  weights: ArrayLike<number>;
  /** How many there are; what stands behind them in the arrays is of no text. */
  length: number;
}

const fewest = 1 << 8;

/** Gathers the features of one text after the other, always in the same room. */
export class FeatureRow implements WeighedFeatures {
  length = 0;
  ids = new Int32Array(fewest);
  weights = new Float64Array(fewest);
  /** By feature: where it stands in the row, if that place agrees. */
  #places = new Int32Array(fewest);

  clear(): void {
    this.length = 0;
  }

  /** Adds to what a feature weighs. */
  add(id: number, weight: number): void {
    if (id >= this.#places.length) this.#places = grown(this.#places, new Int32Array(2 * (id + 1)));
    const place = this.#places[id] as number;
    if (place < this.length && this.ids[place] === id) {
      this.weights[place] = (this.weights[place] as number) + weight;
      return;
    }
    if (this.length === this.ids.length) this.#grow();
    this.#places[id] = this.length;
    this.ids[this.length] = id;
    this.weights[this.length] = weight;
    this.length += 1;
  }

  /** Said three times is not three times as much. */
  dampen(): void {
    for (let at = 0; at < this.length; at += 1) {
      const weight = this.weights[at] as number;
      if (weight > 1) this.weights[at] = 1 + Math.log(weight);
    }
  }

  #grow(): void {
    this.ids = grown(this.ids, new Int32Array(2 * this.ids.length));
    this.weights = grown(this.weights, new Float64Array(2 * this.weights.length));
  }
}
