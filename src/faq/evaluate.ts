import type { Candidate, Ranker } from './rank-answers.ts';

/** A question whose answer is known; without a topic none of ours is right. */
export interface KnownQuestion {
  q: string;
  topic?: string | null | undefined;
  /** Other answers that would do. */
  also?: readonly string[] | undefined;
}

/** A question that did not get the right answer, or got one though there is none. */
export interface Miss {
  question: string;
  expected: string | null;
  candidates: readonly Candidate[];
  answered: boolean;
}

/** Questions whose score fell in one tenth, and how many of them were right: equal when well calibrated. */
export interface ReliabilityBin {
  from: number;
  count: number;
  meanScore: number;
  rightShare: number;
}

/** Shares are of the answerable questions, `falseShare` of the unanswerable ones; NaN where there are none. */
export interface Evaluation {
  answerable: number;
  unanswerable: number;
  hitAt1: number;
  /** The same where another good answer counts too. */
  hitAt1Also: number;
  hitAt3: number;
  /** The same where other good answers count too. */
  hitAt3Also: number;
  rightShare: number;
  wrongShare: number;
  falseShare: number;
  /** Of all answers given, those that were right; NaN when none was. */
  precision: number;
  /** Mean squared distance of score and truth; 0 is perfect, always saying 0.5 gives 0.25. */
  brier: number;
  bins: readonly ReliabilityBin[];
  misses: readonly Miss[];
  /** Questions where another good answer came before the expected one. */
  alsoGood: readonly Miss[];
}

interface Outcome {
  question: KnownQuestion;
  candidates: readonly Candidate[];
  answered: boolean;
  exact: boolean;
  right: boolean;
}

/** Asks all questions and counts. `answers` decides whether the product would answer. */
export function evaluate(
  questions: readonly KnownQuestion[],
  rank: Ranker,
  answers: (question: string, candidates: readonly Candidate[]) => boolean,
): Evaluation {
  const outcomes = questions.map((question): Outcome => {
    const candidates = rank(question.q).slice(0, 5);
    const first = candidates[0]?.topic;
    const exact = first !== undefined && first === question.topic;
    const right = first !== undefined && isRight(question, first);
    return { question, candidates, answered: answers(question.q, candidates), exact, right };
  });
  const answerable = outcomes.filter(({ question }) => question.topic);
  const unanswerable = outcomes.filter(({ question }) => !question.topic);
  const share = (all: readonly Outcome[], counts: (outcome: Outcome) => boolean): number =>
    all.filter(counts).length / all.length;
  return {
    answerable: answerable.length,
    unanswerable: unanswerable.length,
    hitAt1: share(answerable, (outcome) => outcome.exact),
    hitAt1Also: share(answerable, (outcome) => outcome.right),
    hitAt3: share(answerable, ({ question, candidates }) =>
      candidates.slice(0, 3).some(({ topic }) => topic === question.topic),
    ),
    hitAt3Also: share(answerable, ({ question, candidates }) =>
      candidates.slice(0, 3).some(({ topic }) => isRight(question, topic)),
    ),
    rightShare: share(answerable, (outcome) => outcome.answered && outcome.right),
    wrongShare: share(answerable, (outcome) => outcome.answered && !outcome.right),
    falseShare: share(unanswerable, (outcome) => outcome.answered),
    precision: share(
      outcomes.filter(({ answered }) => answered),
      ({ right }) => right,
    ),
    brier:
      outcomes.reduce((sum, outcome) => sum + (scoreOf(outcome) - Number(outcome.right)) ** 2, 0) /
      outcomes.length,
    bins: reliability(outcomes),
    misses: outcomes.filter(isMiss).map(toMiss),
    alsoGood: outcomes.filter(({ right, exact }) => right && !exact).map(toMiss),
  };
}

function isRight({ topic, also = [] }: KnownQuestion, found: string): boolean {
  return found === topic || also.includes(found);
}

function isMiss({ question, right, answered }: Outcome): boolean {
  return question.topic ? !right : answered;
}

function toMiss({ question, candidates, answered }: Outcome): Miss {
  return {
    question: question.q,
    expected: question.topic ?? null,
    candidates: candidates.slice(0, 3),
    answered,
  };
}

function scoreOf({ candidates }: Outcome): number {
  return candidates[0]?.score ?? 0;
}

function reliability(outcomes: readonly Outcome[]): ReliabilityBin[] {
  return Array.from({ length: 10 }, (_, tenth) => {
    const inside = outcomes.filter((outcome) => Math.min(9, Math.floor(scoreOf(outcome) * 10)) === tenth);
    const mean = (value: (outcome: Outcome) => number): number =>
      inside.length === 0 ? 0 : inside.reduce((sum, outcome) => sum + value(outcome), 0) / inside.length;
    return {
      from: tenth / 10,
      count: inside.length,
      meanScore: mean(scoreOf),
      rightShare: mean((outcome) => Number(outcome.right)),
    };
  });
}
