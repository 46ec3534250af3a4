/** Several runs of one thing, in seconds. */
export interface Spread {
  shortest: number;
  median: number;
  longest: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    shortest: rounded(sorted[0] ?? Number.NaN),
    median: rounded(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN),
    longest: rounded(sorted.at(-1) ?? Number.NaN),
  };
}

export function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
