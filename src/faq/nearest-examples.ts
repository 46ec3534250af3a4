/** How near each label is to a question, by the index's numbers of labels. */
export interface Nearness {
  /** Each label's part in what its five nearest examples are worth; all together 1. */
  shares: Float64Array;
  /** How near its nearest example is. */
  best: Float64Array;
}

const nearestCount = 5;

/** Keeps the five nearest examples of each label while all are looked at. What is not above 0 is not near. */
export class NearestExamples {
  readonly #labels: number;
  /** By label, the nearest first. */
  readonly #tops: Float64Array;

  constructor(labels: number) {
    this.#labels = labels;
    this.#tops = new Float64Array(labels * nearestCount);
  }

  add(label: number, near: number): void {
    const tops = this.#tops;
    const base = label * nearestCount;
    let at = base + nearestCount - 1;
    if (near <= (tops[at] as number)) return;
    for (; at > base && (tops[at - 1] as number) < near; at -= 1) tops[at] = tops[at - 1] as number;
    tops[at] = near;
  }

  /** `worth`: what an example that is so near counts. */
  nearness(worth: (near: number) => number): Nearness {
    const shares = new Float64Array(this.#labels);
    const best = new Float64Array(this.#labels);
    let total = 0;
    for (let label = 0; label < this.#labels; label += 1) {
      const base = label * nearestCount;
      best[label] = this.#tops[base] as number;
      let sum = 0;
      for (let at = base; at < base + nearestCount; at += 1) sum += worth(this.#tops[at] as number);
      shares[label] = sum;
      total += sum;
    }
    return { shares: shares.map((share) => share / (total || 1)), best };
  }
}
