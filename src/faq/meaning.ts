import { NearestExamples, type Nearness } from './nearest-examples.ts';
import type { SmallVector } from './vector-shelf.ts';

/** The nearest count far more than the next ones. Tried: 8, 12, 20. */
const sharpness = 12;

/** Finds which label's examples mean nearly the same as a question, whatever words they use. */
export class Meaning {
  readonly #labels: number;
  readonly #labelOf: Int32Array;
  readonly #dimensions: number;
  /** All examples' vectors, one after the other. */
  readonly #vectors: Int8Array;
  /** By example: 1 / length. */
  readonly #scales: Float32Array;

  /** `labelOf`: by example, its label's number, below `labels`. `vectors`: by example, all of one length. */
  constructor(labels: number, labelOf: Int32Array, vectors: readonly SmallVector[]) {
    this.#labels = labels;
    this.#labelOf = labelOf;
    this.#dimensions = vectors[0]?.length ?? 0;
    this.#vectors = new Int8Array(vectors.length * this.#dimensions);
    for (const [example, vector] of vectors.entries()) this.#vectors.set(vector, example * this.#dimensions);
    this.#scales = Float32Array.from(vectors, (vector) => 1 / lengthOf(vector));
  }

  /** Compares a question's vector with all examples by the cosine: some 6 million multiplications for ours, in milliseconds. */
  nearest(question: ArrayLike<number>): Nearness {
    const examples = new NearestExamples(this.#labels);
    const scale = 1 / lengthOf(question);
    for (let example = 0; example < this.#labelOf.length; example += 1) {
      const cosine = this.#product(example, question) * (this.#scales[example] as number) * scale;
      examples.add(this.#labelOf[example] as number, cosine);
    }
    return examples.nearness((near) => near ** sharpness);
  }

  #product(example: number, question: ArrayLike<number>): number {
    const [vectors, dimensions] = [this.#vectors, this.#dimensions];
    let sum = 0;
    const base = example * dimensions;
    for (let at = 0; at < dimensions; at += 1)
      sum += (vectors[base + at] as number) * (question[at] as number);
    return sum;
  }
}

function lengthOf(vector: ArrayLike<number>): number {
  let squares = 0;
  for (let at = 0; at < vector.length; at += 1) squares += (vector[at] as number) ** 2;
  return Math.sqrt(squares) || 1;
}
