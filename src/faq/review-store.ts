import type { Kysely } from 'kysely';
import type { Tables } from '../store/store.ts';
import type { DueReview } from './due-reviews.ts';

declare module '../store/store.ts' {
  interface Tables {
    faq_reviews: ReviewRow;
  }
}

/** An owner was told that an answer is due: once for each review and period of 180 days. */
interface ReviewRow {
  topic: string;
  /** The day of the last review; empty when there was none. */
  reviewed: string;
  period: number;
  told_at: number;
}

/**
 * Notes that owners are told of these now, and gives those of which nobody was told before. Give the transaction in
 * which the messages are stored, so that neither is without the other.
 */
export async function claimReviews(
  trx: Kysely<Tables>,
  due: readonly DueReview[],
  at: Date,
): Promise<DueReview[]> {
  const claimed: DueReview[] = [];
  for (const review of due) {
    const { topic, reviewed = '', period } = review;
    const row = await trx
      .insertInto('faq_reviews')
      .values({ topic, reviewed, period, told_at: at.getTime() })
      .onConflict((conflict) => conflict.doNothing())
      .returning('topic')
      .executeTakeFirst();
    if (row) claimed.push(review);
  }
  return claimed;
}
