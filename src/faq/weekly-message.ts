import { context, fields, header, list, md, message, section, type Text } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import type { FaqStats } from './count-questions.ts';
import type { DueReview } from './due-reviews.ts';
import { gapRow, reviewText, titledList, topicRow } from './figures-rows.ts';
import type { Gap } from './find-gaps.ts';

/** What a week brought. */
export interface Week {
  /** The day of the post: `2026-11-23`. */
  day: string;
  stats: FaqStats;
  gaps: readonly Gap[];
  due: readonly DueReview[];
  /** Saved answers that nobody has decided on. */
  openDrafts: number;
  /** The slash command: `/vault`. */
  slash: string;
}

const rowsShown = 10;

/** The weekly post for operators: how the answers did, what they lack, what is to be looked over. */
export function weeklyMessage(week: Week): Message {
  const { stats, gaps, due, openDrafts, slash } = week;
  const title = `Questions of the week to ${week.day}`;
  const answered = stats.asked === 0 ? '' : ` (${Math.round((100 * stats.answered) / stats.asked)} %)`;
  const waiting =
    openDrafts === 0
      ? []
      : [md`${countOf(openDrafts, 'saved answer waits', 'saved answers wait')} for a decision.`];
  return message({
    text: md`${title}: ${stats.asked} asked, ${stats.answered} answered, ${gaps.length} gaps`,
    blocks: [
      header(title),
      fields([
        md`*Asked*\n${stats.asked}`,
        md`*Answered*\n${stats.answered}${answered}`,
        md`*Helped / did not*\n${stats.helped} / ${stats.notHelped}`,
        md`*Passed on to people*\n${stats.toPeople}`,
      ]),
      ...titledList('Asked without a good answer', gaps.map(gapRow), { max: rowsShown, spaced: true }),
      ...titledList('Given most', stats.topics.map(topicRow), { max: rowsShown }),
      ...titledList('To be looked over: the last review is over 180 days old', due.map(reviewRow), {
        max: rowsShown,
      }),
      ...waiting.map((text) => section(text)),
    ],
    footer: [
      context(
        md`More: \`${slash} faq gaps 30\`, \`${slash} faq stats 30\`. A good answer in Slack? Its menu has *Save as answer*.`,
      ),
    ],
  });
}

/** Tells an owner which of their answers are to be looked over; `nobody` names one who could not be written to. */
export function reviewMessage(due: readonly DueReview[], nobody?: { name: string; why?: string }): Message {
  const why = nobody?.why === undefined ? '' : md` (not told: ${nobody.why})`;
  const whom = nobody === undefined ? 'You are named as the owner of' : md`Owner ${nobody.name}${why}:`;
  const text = md`${whom} ${countOf(due.length, 'answer', 'answers')} whose last review is over 180 days old.`;
  return message({
    text,
    blocks: [
      section(text),
      ...list(
        due.map((review) => reviewRow({ ...review, owner: undefined })),
        { max: 30 },
      ),
      context(
        'Read them again, mend what changed, and set the day under reviewed in their files. Those that were saved in Slack become files by faq export.',
      ),
    ],
  });
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function reviewRow({ topic, reviewed, owner }: DueReview): Text {
  return md`• ${reviewText({ topic, reviewed: reviewed ?? null, owner: owner ?? null })}`;
}
