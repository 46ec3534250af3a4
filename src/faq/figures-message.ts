import { list, md, message, section, type Text, table } from '../slack/blocks.ts';
import type { Message } from '../slack/message.ts';
import type { FaqStats } from './count-questions.ts';
import type { Gap } from './find-gaps.ts';

const gapsShown = 15;

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

/** One gap: how often, the question, what came of it, and what people said was missing. */
export function gapRow({ count, question, unhelpful, nearest, missing }: Gap): Text {
  const facts = [
    ...(nearest === null ? [] : [`${unhelpful > 0 ? 'did not help' : 'nearest'}: ${nearest}`]),
    ...(missing.length === 0 ? [] : [`missing: ${missing.slice(0, 3).join(' / ').slice(0, 200)}`]),
  ];
  const asked = question.replace(/\s+/g, ' ').slice(0, 200);
  return md`*${count}×* ${asked}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`;
}

/** How the answers did, for operators. */
export function statsMessage(stats: FaqStats, days: number): Message {
  const title = `The last ${days} days: ${stats.asked} questions, ${stats.answered} answered`;
  const more = `Offered a choice: ${stats.offered}. Nothing known: ${stats.unknown}. Helped: ${stats.helped}, did not: ${stats.notHelped}. Passed on to people: ${stats.toPeople}.`;
  const silences = Object.entries(stats.silences).map(([reason, count]) => `${reason} ${count}`);
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
      ...(silences.length === 0 ? [] : [section(`Left alone: ${silences.join(', ')}`)]),
      ...(stats.stale.length === 0
        ? []
        : [
            section(
              `To be reviewed: ${stats.stale
                .map(({ topic }) => topic)
                .join(', ')
                .slice(0, 2_000)}`,
            ),
          ]),
    ],
  });
}
