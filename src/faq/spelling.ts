const shortest = 5;
const longest = 20;

/** A known word and how often it occurs. */
export interface Used {
  written: string;
  uses: number;
}

/**
 * Finds the known word that somebody meant: one letter too many, too few, another, or two changed places. It looks
 * words up by what is left when one letter is taken away, so that no word has to be compared with all others.
 * https://en.wikipedia.org/wiki/Approximate_string_matching
 */
export class Spelling {
  /** By what is left: the most used word. */
  readonly #meant = new Map<string, Used>();

  /** Of what is known; the more used word is meant. Rare words are no one's typing error. */
  constructor(known: Iterable<Used>, fewestUses: number) {
    for (const one of known) {
      const { written, uses } = one;
      if (uses < fewestUses || !isPlain(written)) continue;
      for (const left of [written, ...shortened(written)])
        if ((this.#meant.get(left)?.uses ?? 0) < uses) this.#meant.set(left, one);
    }
  }

  /** Undefined where nothing known is near. */
  correct(word: string): string | undefined {
    if (!isPlain(word)) return undefined;
    let best = this.#meant.get(word);
    for (const left of shortened(word)) {
      const found = this.#meant.get(left);
      if (found && found.uses > (best?.uses ?? 0)) best = found;
    }
    return best?.written;
  }
}

function isPlain(word: string): boolean {
  return word.length >= shortest && word.length <= longest && /^[a-z]+$/.test(word);
}

/** The word without its first letter, without its second … the first letter is seldom mistyped and stays. */
function shortened(word: string): string[] {
  return Array.from({ length: word.length - 1 }, (_, at) => word.slice(0, at + 1) + word.slice(at + 2));
}
