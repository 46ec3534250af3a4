import type { Answer } from './answer.ts';
import { probabilityOf } from './calibration.ts';
import type { Example } from './make-index.ts';
import type { Nearness } from './nearest-examples.ts';
import type { QuestionIndex } from './question-index.ts';

export interface Candidate {
  topic: string;
  /** How probable it is that this answer is the right one, 0 … 1. */
  score: number;
}

/** Best first. Empty when there are no answers, or nothing in the question is known. */
export type Ranker = (question: string, meant?: Nearness) => Candidate[];

/** Lines that are no question for any answer, by subject. */
export type Background = ReadonlyMap<string, readonly string[]>;

const backgroundMark = '~';

/** What the index learns from: the answers' questions, titles and keywords, and the background. */
export function examplesOf(answers: readonly Answer[], background: Background): Example[] {
  return [
    ...answers.flatMap((answer) =>
      [answer.title, answer.keywords.join(' '), ...answer.questions].map((text) => ({
        label: answer.topic,
        text,
      })),
    ),
    ...[...background].flatMap(([subject, lines]) =>
      lines.map((text) => ({ label: backgroundMark + subject, text })),
    ),
  ];
}

/** True for labels that `examplesOf` gave to the background. */
export function isBackgroundLabel(label: string): boolean {
  return label.startsWith(backgroundMark);
}

/** Asks an index; the first score is calibrated, the others share what is left. */
export function rankerOf(index: QuestionIndex): Ranker {
  return (question, meant) => {
    const { candidates, signals } = index.search(question, meant);
    const [first, ...others] = candidates;
    if (!first) return [];
    const score = probabilityOf(signals);
    const left = Math.min(score, 1 - score);
    const shares = others.reduce((sum, { share }) => sum + share, 0) || 1;
    return [
      { topic: first.label, score },
      ...others.map(({ label, share }) => ({ topic: label, score: (left * share) / shares })),
    ];
  };
}
