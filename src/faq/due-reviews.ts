import { dayMs } from '../lib/times.ts';
import type { Answer } from './answer.ts';

/** An answer that nobody looked over for too long. */
export interface DueReview {
  topic: string;
  title: string;
  owner: string | undefined;
  /** The day of the last review; undefined when there was none. */
  reviewed: string | undefined;
  /** How many times 180 days have gone by since: the owner is told once in each. */
  period: number;
}

const reviewAfterMs = 180 * dayMs;

/** The answers whose last review is over 180 days old, or that never had one; the oldest first. Pure. */
export function dueReviews(answers: Iterable<Answer>, now: Date): DueReview[] {
  const due = [...answers].flatMap(({ topic, title, owner, reviewed }) => {
    const period = reviewed === undefined ? 1 : periodsSince(reviewed, now);
    return period < 1 ? [] : [{ topic, title, owner, reviewed, period }];
  });
  return due.sort((a, b) => {
    const [left, right] = [a, b].map((one) => `${one.reviewed ?? ''} ${one.topic}`) as [string, string];
    return left < right ? -1 : 1;
  });
}

/** 0 until 180 days are over. */
function periodsSince(reviewed: string, now: Date): number {
  const ageMs = now.getTime() - Date.parse(`${reviewed}T00:00:00Z`);
  return Math.max(0, Math.ceil(ageMs / reviewAfterMs) - 1);
}
