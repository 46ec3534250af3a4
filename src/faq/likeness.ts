import { atOnce, type Steps } from '../lib/steps.ts';
import { wordsOf } from './words.ts';

/** Questions that ask for the same thing. */
export interface LikeGroup<Item> {
  items: Item[];
}

/** From which part of common words two questions count as alike. */
const alikeFrom = 0.45;
/** Words that say nothing about what is asked. */
const empty = new Set(
  'a an and any are at be but by can do doe for from get how i if in is it me my need no not of on or our please so that the there this to us was we what when where which who why with you your vault'.split(
    ' ',
  ),
);

/**
 * Groups texts by the words they share, largest group first. Each goes to the first group whose oldest text is like
 * it, so that the same texts in the same order always give the same groups. Looks only at groups that share a word.
 */
export function* groupAlike<Item>(
  items: readonly Item[],
  textOf: (item: Item) => string,
): Steps<LikeGroup<Item>[]> {
  const groups = new LikeGroups<Item>();
  for (const item of items) {
    groups.add(item, wordSetOf(textOf(item)));
    yield;
  }
  return groups.all().sort((a, b) => b.items.length - a.items.length);
}

/** Whether two texts share enough words to ask for the same. */
export function areAlike(one: string, other: string): boolean {
  return atOnce(groupAlike([one, other], (text) => text)).length === 1;
}

function wordSetOf(text: string): Set<string> {
  return new Set(wordsOf(text).filter((word) => !empty.has(word)));
}

class LikeGroups<Item> {
  readonly #groups: { size: number; items: Item[] }[] = [];
  /** By word the groups whose oldest text has it, in order. */
  readonly #having = new Map<string, number[]>();
  /** By group, while one text is looked at: how many words they share. */
  readonly #shared: number[] = [];
  /** The group of texts without any words. */
  #wordless: number | undefined;

  add(item: Item, words: ReadonlySet<string>): void {
    const group = words.size === 0 ? this.#wordless : this.#firstLike(words);
    if (group === undefined) this.#open(item, words);
    else this.#groups[group]?.items.push(item);
  }

  all(): LikeGroup<Item>[] {
    return this.#groups.map(({ items }) => ({ items }));
  }

  #firstLike(words: ReadonlySet<string>): number | undefined {
    const seen: number[] = [];
    for (const word of words)
      for (const group of this.#having.get(word) ?? []) {
        if (this.#shared[group] === 0) seen.push(group);
        this.#shared[group] = (this.#shared[group] as number) + 1;
      }
    let first: number | undefined;
    for (const group of seen) {
      const { size } = this.#groups[group] as { size: number };
      const isLike = likeness(this.#shared[group] as number, size, words.size) >= alikeFrom;
      if (isLike && (first === undefined || group < first)) first = group;
      this.#shared[group] = 0;
    }
    return first;
  }

  #open(item: Item, words: ReadonlySet<string>): void {
    const group = this.#groups.push({ size: words.size, items: [item] }) - 1;
    this.#shared.push(0);
    if (words.size === 0) this.#wordless = group;
    for (const word of words) {
      const having = this.#having.get(word);
      if (having) having.push(group);
      else this.#having.set(word, [group]);
    }
  }
}

/** Shared words as a part of both (Dice): 0 … 1. */
function likeness(shared: number, one: number, other: number): number {
  return (2 * shared) / (one + other);
}
