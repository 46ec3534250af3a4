import type { Answer } from './answer.ts';
import type { Asked } from './asked-store.ts';
import { dueReviews } from './due-reviews.ts';

/** How the answers did in a time. */
export interface FaqStats {
  asked: number;
  answered: number;
  offered: number;
  unknown: number;
  helped: number;
  notHelped: number;
  toPeople: number;
  /** Messages that were left alone, by reason. */
  silences: Record<string, number>;
  topics: { topic: string; answered: number; helped: number; notHelped: number }[];
  /** Answers that nobody reviewed for over 180 days. */
  stale: { topic: string; reviewed: string | null; owner: string | null }[];
}

/** Counts what was asked; `now` decides which answers are stale. Pure. */
export function countQuestions(all: readonly Asked[], answers: Iterable<Answer>, now: Date): FaqStats {
  const asked = all.filter(({ decision }) => decision !== 'silent');
  const count = (counts: (one: Asked) => boolean, among = asked): number => among.filter(counts).length;
  const answered = asked.filter(({ decision }) => decision === 'answer');
  const silences: Record<string, number> = {};
  for (const { silence } of all) if (silence !== null) silences[silence] = (silences[silence] ?? 0) + 1;
  const topics = [...new Set(answered.flatMap(({ topic }) => topic ?? []))].map((topic) => {
    const mine = answered.filter((one) => one.topic === topic);
    return {
      topic,
      answered: mine.length,
      helped: count((one) => one.helped === 1, mine),
      notHelped: count((one) => one.helped === 0, mine),
    };
  });
  return {
    asked: asked.length,
    answered: answered.length,
    offered: count(({ decision }) => decision === 'suggest'),
    unknown: count(({ decision }) => decision === 'unknown'),
    helped: count(({ helped }) => helped === 1),
    notHelped: count(({ helped }) => helped === 0),
    toPeople: count(({ human_state }) => human_state !== null),
    silences,
    topics: topics.sort((a, b) => b.answered - a.answered),
    stale: dueReviews(answers, now).map(({ topic, reviewed, owner }) => ({
      topic,
      reviewed: reviewed ?? null,
      owner: owner ?? null,
    })),
  };
}
