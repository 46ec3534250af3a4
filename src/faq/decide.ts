import { silenceFor } from './gates.ts';
import type { Candidate } from './rank-answers.ts';

/** `direct`: somebody asked the bot. `unasked`: a message in a channel that the bot merely reads. */
export type Manner = 'direct' | 'unasked';

/**
 * What to do with a question: give the first answer, offer the first few, or say that none is known
 * (unasked: say nothing at all).
 */
export type Decision = 'answer' | 'suggest' | 'unknown';

/** From which probability of being right the first answer is given, and from which it is offered. */
export const thresholds: Readonly<Record<Manner, { answer: number; suggest: number }>> = {
  direct: { answer: 0.78, suggest: 0.12 },
  // Unasked there is no "did you mean": a wrong guess costs everybody's attention.
  unasked: { answer: 0.9, suggest: Number.POSITIVE_INFINITY },
};

/** Decides by the probability that the best candidate is right; unasked, only about what is a question. Pure. */
export function decide(question: string, candidates: readonly Candidate[], manner: Manner): Decision {
  const score = candidates[0]?.score ?? 0;
  if (manner === 'unasked' && silenceFor(question) !== undefined) return 'unknown';
  if (score >= thresholds[manner].answer) return 'answer';
  return score >= thresholds[manner].suggest ? 'suggest' : 'unknown';
}
