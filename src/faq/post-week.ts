import { ownersIn } from '../core/people/visibility.ts';
import { dayMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import type { Outbox } from '../slack/outbox-port.ts';
import type { Store } from '../store/store.ts';
import { answerBook } from './answer-book.ts';
import { askedBetween } from './asked-store.ts';
import { countQuestions } from './count-questions.ts';
import { countOpenDrafts } from './draft-store.ts';
import { type DueReview, dueReviews } from './due-reviews.ts';
import { findGaps } from './find-gaps.ts';
import { claimReviews } from './review-store.ts';
import { reviewMessage, weeklyMessage } from './weekly-message.ts';

type WeekPorts = Ports & { store: Store; outbox: Outbox };

/**
 * Posts the week that ended on `day`, and tells owners which of their answers are to be looked over. A second call
 * for the same day and channel posts nothing, and tells nobody twice.
 */
export async function postWeek(
  day: string,
  channel: string,
  { ports, now, dueAt }: { ports: WeekPorts; now: Date; dueAt: Date },
): Promise<void> {
  const { store, outbox, config } = ports;
  const { answers } = await answerBook(ports);
  const asked = await askedBetween(store.db, new Date(dueAt.getTime() - 7 * dayMs), dueAt);
  const due = dueReviews(answers.values(), now);
  const week = {
    day,
    stats: countQuestions(asked, answers.values(), now),
    gaps: findGaps(asked),
    due,
    openDrafts: await countOpenDrafts(store.db),
    slash: config.slack.command,
  };
  const key = `faq:weekly:${day}:${channel}`;
  await outbox.enqueue({ key, destination: { channel }, message: weeklyMessage(week), dueAt });
  await tellOwners(due, { day, channel, key }, ports, now);
}

/** A person is written to; whoever is no person's id is named in the thread of the weekly post. */
async function tellOwners(
  due: readonly DueReview[],
  week: { day: string; channel: string; key: string },
  { store, outbox }: WeekPorts,
  now: Date,
): Promise<void> {
  const owned = due.filter(({ owner }) => owner !== undefined);
  await store.db.transaction().execute(async (trx) => {
    const byOwner = new Map<string, DueReview[]>();
    for (const review of await claimReviews(trx, owned, now))
      for (const owner of ownersOf(review)) byOwner.set(owner, [...(byOwner.get(owner) ?? []), review]);
    for (const [owner, reviews] of byOwner) {
      const key = `faq:review:${week.day}:${owner}`;
      const isPerson = /^[UW][A-Z0-9]{2,}$/.test(owner);
      const place = isPerson
        ? { destination: { channel: owner } }
        : { destination: { channel: week.channel }, threadOf: week.key };
      const message = reviewMessage(reviews, isPerson ? undefined : owner);
      await outbox.enqueue({ key, ...place, message }, trx);
    }
  });
}

/** The people that an answer's `owner` names by id, else its own words. */
function ownersOf({ owner = '' }: DueReview): string[] {
  const people = [...ownersIn(owner)].filter((key) => /^[UW]/.test(key));
  return people.length > 0 ? people : [owner];
}
