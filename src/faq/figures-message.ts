import { md, message, section } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import type { FaqStats } from './count-questions.ts';
import { gapRow, reviewText, silenceCounts, titledList, topicRow } from './figures-rows.ts';
import type { Gap } from './find-gaps.ts';

const gapsShown = 15;
const topicsShown = 20;
const reviewsShown = 10;

/** What the answers lack, for operators. */
export function gapsMessage(gaps: readonly Gap[], days: number): Message {
  if (gaps.length === 0) {
    const none = `No question went without an answer in the last ${days} days.`;
    return message({ text: none, blocks: [section(none)] });
  }
  const title = `Questions without a good answer in the last ${days} days`;
  const rows = gaps.map(gapRow);
  return message({ text: title, blocks: [...titledList(title, rows, { max: gapsShown, spaced: true })] });
}

/** How the answers did, for operators. */
export function statsMessage(stats: FaqStats, days: number): Message {
  const title = `The last ${days} days: ${stats.asked} questions, ${stats.answered} answered`;
  const more = `Offered a choice: ${stats.offered}. Nothing known: ${stats.unknown}. Helped: ${stats.helped}, did not: ${stats.notHelped}. Passed on to people: ${stats.toPeople}.`;
  const silences = silenceCounts(stats).map(({ why, count }) => md`*${count}×* ${why}`);
  const reviews = stats.stale.map((review) => md`• ${reviewText(review)}`);
  return message({
    text: title,
    blocks: [
      section(md`*${title}*\n${more}`),
      ...titledList('Given most', stats.topics.map(topicRow), { max: topicsShown }),
      ...titledList('Left alone', silences, {}),
      ...titledList('To be looked over: the last review is over 180 days old', reviews, {
        max: reviewsShown,
      }),
    ],
  });
}
