const shortest = 5;
const longest = 20;

/**
 * Finds the known word that somebody meant: one letter too many, too few, another, or two changed places. It looks
 * words up by what is left when one letter is taken away, so that no word has to be compared with all others.
 * https://en.wikipedia.org/wiki/Approximate_string_matching
 */
export class Spelling {
  /** By what is left: the most used word. */
  readonly #meant = new Map<string, { word: string; uses: number }>();

  /** `uses`: how often each known word occurs; the more used one is meant. Rare words are no one's typing error. */
  constructor(uses: Iterable<readonly [word: string, uses: number]>, fewestUses: number) {
    for (const [word, count] of uses)
      if (count >= fewestUses && isPlain(word))
        for (const left of [word, ...shortened(word)])
          if ((this.#meant.get(left)?.uses ?? 0) < count) this.#meant.set(left, { word, uses: count });
  }

  /** Undefined where nothing known is near. */
  correct(word: string): string | undefined {
    if (!isPlain(word)) return undefined;
    let best = this.#meant.get(word);
    for (const left of shortened(word)) {
      const found = this.#meant.get(left);
      if (found && found.uses > (best?.uses ?? 0)) best = found;
    }
    return best?.word;
  }
}

function isPlain(word: string): boolean {
  return word.length >= shortest && word.length <= longest && /^[a-z]+$/.test(word);
}

/** The word without its first letter, without its second … the first letter is seldom mistyped and stays. */
function shortened(word: string): string[] {
  return Array.from({ length: word.length - 1 }, (_, at) => word.slice(0, at + 1) + word.slice(at + 2));
}
