import type { Features } from './features.ts';

export interface Example {
  label: string;
  features: Features;
}

export interface TrainingOptions {
  epochs: number;
  rate: number;
  /** Pulls weights to zero, so that no single word decides. */
  decay: number;
}

/** Says for each label how probable it is. The probabilities add up to 1. */
export interface Classifier {
  labels: readonly string[];
  probabilities(features: Features): Float64Array;
}

/**
 * Softmax regression over rare-weighted features, trained by stochastic gradient descent (Adagrad) in a fixed
 * order, so that the same answers always give the same classifier.
 */
export function trainClassifier(examples: readonly Example[], options: TrainingOptions): Classifier {
  const vocabulary = buildVocabulary(examples);
  const labels = [...new Set(examples.map((example) => example.label))];
  const rows = examples.map((example) => vectorize(example.features, vocabulary));
  const targets = examples.map((example) => labels.indexOf(example.label));
  const width = labels.length;
  const weights = new Float32Array(vocabulary.ids.size * width);
  const squares = new Float32Array(vocabulary.ids.size);
  const scores = new Float64Array(width);
  const order = shuffled(rows.length);
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    for (const index of order) {
      const row = rows[index] as Row;
      softmax(row, weights, width, scores);
      scores[targets[index] as number] = (scores[targets[index] as number] as number) - 1;
      let norm = 0;
      for (let label = 0; label < width; label += 1) norm += (scores[label] as number) ** 2;
      if (norm < 1e-6) continue;
      for (let at = 0; at < row.ids.length; at += 1) {
        const id = row.ids[at] as number;
        const value = row.values[at] as number;
        squares[id] = (squares[id] as number) + norm * value * value;
        const step = options.rate / Math.sqrt((squares[id] as number) + 1e-8);
        const base = id * width;
        for (let label = 0; label < width; label += 1) {
          const weight = weights[base + label] as number;
          weights[base + label] =
            weight - step * ((scores[label] as number) * value + options.decay * weight);
        }
      }
    }
  }
  return {
    labels,
    probabilities(features) {
      const result = new Float64Array(width);
      softmax(vectorize(features, vocabulary), weights, width, result);
      return result;
    },
  };
}

interface Row {
  ids: Int32Array;
  values: Float32Array;
}

interface Vocabulary {
  ids: ReadonlyMap<string, number>;
  rarity: Float32Array;
}

function buildVocabulary(examples: readonly Example[]): Vocabulary {
  const counts = new Map<string, number>();
  for (const { features } of examples)
    for (const name of features.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const ids = new Map<string, number>();
  for (const name of counts.keys()) ids.set(name, ids.size);
  const rarity = new Float32Array(ids.size);
  for (const [name, id] of ids)
    rarity[id] = 1 + Math.log(examples.length / (1 + (counts.get(name) as number)));
  return { ids, rarity };
}

/** Known features with their rarity, at length 1. Unknown ones are left out. */
function vectorize(features: Features, vocabulary: Vocabulary): Row {
  const ids: number[] = [];
  const values: number[] = [];
  let squares = 0;
  for (const [name, weight] of features) {
    const id = vocabulary.ids.get(name);
    if (id === undefined) continue;
    const value = weight * (vocabulary.rarity[id] as number);
    ids.push(id);
    values.push(value);
    squares += value * value;
  }
  const length = Math.sqrt(squares) || 1;
  return { ids: Int32Array.from(ids), values: Float32Array.from(values, (value) => value / length) };
}

function softmax(row: Row, weights: Float32Array, width: number, into: Float64Array): void {
  into.fill(0);
  for (let at = 0; at < row.ids.length; at += 1) {
    const base = (row.ids[at] as number) * width;
    const value = row.values[at] as number;
    for (let label = 0; label < width; label += 1)
      into[label] = (into[label] as number) + value * (weights[base + label] as number);
  }
  let top = Number.NEGATIVE_INFINITY;
  for (const score of into) if (score > top) top = score;
  let sum = 0;
  for (let label = 0; label < width; label += 1) {
    into[label] = Math.exp((into[label] as number) - top);
    sum += into[label] as number;
  }
  for (let label = 0; label < width; label += 1) into[label] = (into[label] as number) / sum;
}

/** 0 … count-1 in a fixed, mixed order (a multiplicative generator; nothing here is secret). */
function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  let state = 48_271;
  for (let at = count - 1; at > 0; at -= 1) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
  return order;
}
