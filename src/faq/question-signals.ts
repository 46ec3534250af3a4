import { type IndexTables, rarityOf, smoothing } from './index-tables.ts';
import type { Nearness } from './nearest-examples.ts';
import type { Features } from './vocabulary.ts';

/** A word with fewer uses says little about whose it is. */
const fewUses = 3;

/** The names of a question's signals, in order. */
export const signalNames = [
  'share of the first',
  'share over the second',
  'odds over the background',
  'nearest question of the first',
  'nearest line of the background',
  'most foreign word',
  'known part',
  'words',
  'classifier: share of the first',
  'classifier: share of the background',
  'odds: share of the first',
  'odds: share of the background',
  'methods that agree',
  'part that the first has heard',
  'foreign word that the first has not heard',
] as const;

/** The names of what a sentence model adds to them, in order. */
export const meaningSignalNames = [
  'meaning: share of the first',
  'meaning: nearest question of the first',
  'meaning: nearest line of the background',
  'meaning: share of the background',
  'meaning agrees',
] as const;

/** What each method gives each label; of a method all together are 1. */
export interface Shares {
  bayes: Float64Array;
  classes: Float64Array;
  nearest: Float64Array;
  /** Only with a sentence model. */
  meant: Float64Array | undefined;
}

/** What was seen of a question. */
export interface Seen {
  /** Labels of answers, best first. */
  order: readonly { label: number; share: number }[];
  /** By label. */
  odds: Float64Array;
  /** By label: how near its nearest example is. */
  best: Float64Array;
  shares: Shares;
  features: Features;
  /** By position in `features`. */
  values: Float64Array;
}

/** What speaks for and against the first label: numbers that the calibration turns into a probability. Pure. */
export function signalsOf(seen: Seen, tables: IndexTables): number[] {
  const { order, odds, best, shares, features } = seen;
  const first = order[0]?.label ?? 0;
  const share = order[0]?.share ?? 0;
  const ours = odds[first] as number;
  const knownWords = features.ids.reduce((sum, id) => sum + Number(tables.vocabulary.isWord(id)), 0);
  const methods = [shares.bayes, shares.classes, shares.nearest];
  const words = wordsSaid(seen, tables);
  return [
    share,
    share - (order[1]?.share ?? 0),
    ours - mostForeign(odds, tables, ours - 10),
    best[first] as number,
    mostForeign(best, tables, 0),
    words.mostForeign,
    knownWords / (knownWords + features.unknownWords || 1),
    Math.log1p(knownWords + features.unknownWords),
    shares.classes[first] as number,
    foreignShare(shares.classes, tables),
    shares.bayes[first] as number,
    foreignShare(shares.bayes, tables),
    methods.filter((method) => isMost(method, first)).length / 3,
    words.heard,
    words.unheard,
  ];
}

/** What a sentence model says to the first label. Pure. */
export function meaningSignalsOf({ order }: Seen, { shares, best }: Nearness, tables: IndexTables): number[] {
  const first = order[0]?.label ?? 0;
  return [
    shares[first] as number,
    best[first] as number,
    mostForeign(best, tables, 0),
    foreignShare(shares, tables),
    Number(isMost(shares, first)),
  ];
}

function isMost(values: Float64Array, label: number): boolean {
  return values.every((value) => value <= (values[label] as number));
}

function foreignShare(values: Float64Array, { isBackground }: IndexTables): number {
  return values.reduce((sum, value, label) => (isBackground[label] ? sum + value : sum), 0);
}

function mostForeign(values: Float64Array, { isBackground }: IndexTables, least: number): number {
  return values.reduce((most, value, label) => (isBackground[label] ? Math.max(most, value) : most), least);
}

/** What a question's words say of the first label and of the background. */
interface WordsSaid {
  /** How much more the background uses the most telling word than the first label does. */
  mostForeign: number;
  /** How much of the question, its rare words before all, the first label's questions have. */
  heard: number;
  /** How much the most telling of its other words belongs to the background: another product's name, say. */
  unheard: number;
}

/** One walk over the examples of each word. */
function wordsSaid({ order, features, values }: Seen, tables: IndexTables): WordsSaid {
  const { logTotals, vocabulary, rarity, labelOf } = tables;
  const first = order[0]?.label ?? 0;
  const rarest = rarityOf(0, labelOf.length);
  let [mostForeign, heard, unheard, all] = [0, 0, 0, features.unknownWords];
  for (let at = 0; at < features.ids.length; at += 1) {
    const id = features.ids[at] as number;
    if (!vocabulary.isWord(id)) continue;
    const uses = usesOf(id, first, tables);
    const ours = useOf(uses.weight) - (logTotals[first] as number);
    for (const [label, weight] of uses.foreignWeights) {
      const theirs = useOf(weight) - (logTotals[label] as number);
      mostForeign = Math.max(mostForeign, (values[at] as number) * (theirs - ours));
    }
    const rare = (rarity[id] as number) / rarest;
    all += rare * rare;
    if (uses.own > 0) heard += rare * rare;
    else unheard = Math.max(unheard, (rare * uses.foreign) / (uses.all + fewUses));
  }
  return { mostForeign, heard: heard / (all || 1), unheard };
}

/** How many examples of this label, of the background and of all have a word, and how much it weighs in them. */
function usesOf(word: number, label: number, tables: IndexTables) {
  const { starts, owners, values, labelOf, isBackground } = tables;
  const [from, to] = [starts[word] as number, starts[word + 1] as number];
  const foreignWeights = new Map<number, number>();
  let [own, weight, foreign] = [0, 0, 0];
  for (let at = from; at < to; at += 1) {
    const owner = labelOf[owners[at] as number] as number;
    const value = values[at] as number;
    if (owner === label) {
      own += 1;
      weight += value;
    } else if (isBackground[owner]) {
      foreign += 1;
      foreignWeights.set(owner, (foreignWeights.get(owner) ?? 0) + value);
    }
  }
  return { own, weight, foreign, foreignWeights, all: to - from };
}

function useOf(count: number): number {
  return Math.log(count + smoothing);
}
