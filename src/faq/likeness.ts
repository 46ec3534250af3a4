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
 * it, so that the same texts in the same order always give the same groups.
 */
export function groupAlike<Item>(items: readonly Item[], textOf: (item: Item) => string): LikeGroup<Item>[] {
  const groups: { words: Set<string>; items: Item[] }[] = [];
  for (const item of items) {
    const words = new Set(wordsOf(textOf(item)).filter((word) => !empty.has(word)));
    const group = groups.find((one) => likeness(one.words, words) >= alikeFrom);
    if (group) group.items.push(item);
    else groups.push({ words, items: [item] });
  }
  return groups.map((group) => ({ items: group.items })).sort((a, b) => b.items.length - a.items.length);
}

/** Common words as a part of both (Dice): 0 … 1. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size + other.size === 0) return 1;
  let common = 0;
  for (const word of one) if (other.has(word)) common += 1;
  return (2 * common) / (one.size + other.size);
}
