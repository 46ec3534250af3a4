import { list, md, message, section, table } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import type { FaqStats } from './count-questions.ts';
import { gapRow, reviewText, silenceCounts, titledList } from './figures-rows.ts';
import type { Gap } from './find-gaps.ts';

const gapsShown = 15;
const reviewsShown = 10;

/** What the answers lack, for operators. */
export function gapsMessage(gaps: readonly Gap[], days: number): Message {
  if (gaps.length === 0) {
    const none = `No question went without an answer in the last ${days} days.`;
    return message({ text: none, blocks: [section(none)] });
  }
  const title = `Questions without a good answer in the last ${days} days`;
  const rows = gaps.map(gapRow);
  return message({ text: title, blocks: [section(title), ...list(rows, { max: gapsShown })] });
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
      ...(stats.topics.length === 0
        ? []
        : table({
            columns: [
              { title: 'Answer', maxWidth: 26 },
              { title: 'given', align: 'right' },
              { title: 'helped', align: 'right' },
              { title: 'did not', align: 'right' },
            ],
            rows: stats.topics.map((row) => [
              row.topic,
              String(row.answered),
              String(row.helped),
              String(row.notHelped),
            ]),
            max: 20,
          })),
      ...titledList('Left alone', silences, silences.length),
      ...titledList('To be looked over: the last review is over 180 days old', reviews, reviewsShown),
    ],
  });
}
