import type { Members } from '../core/people/find-members.ts';
import { dayMs } from '../lib/times.ts';
import type { Ports } from '../ports.ts';
import type { Outbox } from '../slack/outbox-port.ts';
import type { SlackGateway } from '../slack/slack-gateway.ts';
import type { Store } from '../store/store.ts';
import { answerBook } from './answer-book.ts';
import { askedBetween } from './asked-store.ts';
import { countQuestions } from './count-questions.ts';
import { countOpenDrafts } from './draft-store.ts';
import { type DueReview, dueReviews } from './due-reviews.ts';
import { findGaps } from './find-gaps.ts';
import { findReviewOwners } from './review-owners.ts';
import { claimReviews } from './review-store.ts';
import { reviewMessage, weeklyMessage } from './weekly-message.ts';

type WeekPorts = Ports & { store: Store; outbox: Outbox; slack: SlackGateway };

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
    gaps: await findGaps(asked),
    due,
    openDrafts: await countOpenDrafts(store.db),
    slash: config.slack.command,
  };
  const key = `faq:weekly:${day}:${channel}`;
  await outbox.enqueue({ key, destination: { channel }, message: weeklyMessage(week), dueAt });
  await tellOwners(due, { day, channel, key }, ports, now);
}

/**
 * People are written to; an owner that means nobody is named in the thread of the weekly post. What Slack could not be
 * asked about today waits for the next week.
 */
async function tellOwners(
  due: readonly DueReview[],
  week: { day: string; channel: string; key: string },
  { store, outbox, slack, config, log }: WeekPorts,
  now: Date,
): Promise<void> {
  const owners = await findReviewOwners(due, { slack, config }, (error) =>
    log.warn({ error }, 'Slack did not say who owns an answer; it is asked again with the next weekly post'),
  );
  await store.db.transaction().execute(async (trx) => {
    const known = due.filter(({ owner = '' }) => owners.has(owner));
    const byPlace = new Map<string, { told: Told; reviews: DueReview[] }>();
    for (const review of await claimReviews(trx, known, now))
      for (const told of toldOf(review.owner ?? '', owners)) {
        const place = byPlace.get(told.name) ?? { told, reviews: [] };
        byPlace.set(told.name, { told, reviews: [...place.reviews, review] });
      }
    for (const { told, reviews } of byPlace.values()) {
      const isPerson = told.why === undefined;
      const place = isPerson
        ? { destination: { channel: told.name } }
        : { destination: { channel: week.channel }, threadOf: week.key };
      const message = reviewMessage(reviews, isPerson ? undefined : told);
      await outbox.enqueue({ key: `faq:review:${week.day}:${told.name}`, ...place, message }, trx);
    }
  });
}

/** A person by id; or an owner as the file has it, and why that means nobody. */
interface Told {
  name: string;
  why?: string;
}

function toldOf(owner: string, owners: ReadonlyMap<string, Members>): Told[] {
  const found = owners.get(owner);
  if (!found) return [];
  return 'why' in found ? [{ name: owner, why: found.why }] : found.to.map((name) => ({ name }));
}
