import type { Answer } from './answer.ts';
import { trainClassifier } from './classifier.ts';
import { featuresOf } from './features.ts';

export interface Candidate {
  topic: string;
  /** How probable it is that this answer is the right one, 0 … 1. */
  score: number;
}

/** Best first. Empty when there are no answers, or nothing in the question can be read. */
export type Ranker = (question: string) => Candidate[];

const nothingLabel = '';

/** Learns from the answers' questions, titles and keywords, and from lines that are no question for any of them. */
export function createRanker(answers: readonly Answer[], background: readonly string[]): Ranker {
  if (answers.length === 0) return () => [];
  const examples = [
    ...answers.flatMap((answer) =>
      [answer.title, answer.keywords.join(' '), ...answer.questions].map((text) => ({
        label: answer.topic,
        features: featuresOf(text),
      })),
    ),
    ...background.map((text) => ({ label: nothingLabel, features: featuresOf(text) })),
  ];
  const classifier = trainClassifier(examples, { epochs: 12, rate: 1, decay: 1e-4 });
  return (question) => {
    const features = featuresOf(question);
    if (features.size === 0) return [];
    const probabilities = classifier.probabilities(features);
    return classifier.labels
      .map((topic, index) => ({ topic, score: probabilities[index] as number }))
      .filter((candidate) => candidate.topic !== nothingLabel)
      .sort((a, b) => b.score - a.score);
  };
}
