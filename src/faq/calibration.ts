import { bias, weights } from './calibration-weights.ts';

/**
 * A question's signals (see `signalNames`) as the probability that the first candidate is right. 0 when nothing
 * in the question was known.
 */
export function probabilityOf(signals: readonly number[]): number {
  if (signals.length === 0) return 0;
  const sum = signals.reduce((total, signal, at) => total + signal * (weights[at] as number), bias);
  return 1 / (1 + Math.exp(-sum));
}
