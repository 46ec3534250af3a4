import * as plain from './calibration-weights.ts';
import * as withModel from './calibration-weights-with-model.ts';

/**
 * A question's signals (see `signalNames`, and `meaningSignalNames` behind them where a sentence model read it) as the
 * probability that the first candidate is right. 0 when nothing in the question was known.
 */
export function probabilityOf(signals: readonly number[]): number {
  if (signals.length === 0) return 0;
  const { bias, weights } = signals.length > plain.weights.length ? withModel : plain;
  const sum = signals.reduce((total, signal, at) => total + signal * (weights[at] as number), bias);
  return 1 / (1 + Math.exp(-sum));
}
