/**
 * Random numbers that come again with the same seed (mulberry32). The seed is printed; set STEWARD_TEST_SEED to it to
 * have the same run again.
 */
export interface Random {
  seed: number;
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from 0 to `below` - 1. */
  below(limit: number): number;
}

export function createRandom(): Random {
  const seed = Number(process.env.STEWARD_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`STEWARD_TEST_SEED=${seed}`);
  let state = seed;
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return { seed, next, below: (limit) => Math.floor(next() * limit) };
}
