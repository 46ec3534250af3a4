import { bold, list, md, section, type Text } from '../slack/blocks.ts';
import { cutText, oneLine } from '../slack/plain-text.ts';
import type { FaqStats } from './count-questions.ts';
import type { Gap } from './find-gaps.ts';
import { silenceText } from './gates.ts';

const partLimit = 200;
const missingShown = 3;

/** Rows under a title, with how many more there are; nothing when there are none. */
export function titledList(
  title: string,
  rows: readonly Text[],
  options: { max?: number; spaced?: boolean },
) {
  return rows.length === 0 ? [] : [section(bold(title)), ...list(rows, options)];
}

/** One gap: how often and the question; below it what came of it, and what people said was missing. */
export function gapRow(gap: Gap): Text {
  const facts = gapFacts(gap).map((fact) => `\n${fact}`);
  return md`*${gap.count}×* ${cutText(oneLine(gap.question), partLimit)}${facts.join('')}`;
}

/** A gap for a terminal: its facts on lines of their own. */
export function gapLines(gap: Gap): string[] {
  return [`${gap.count}  ${oneLine(gap.question)}`, ...gapFacts(gap).map((fact) => `   ${fact}`)];
}

function gapFacts({ unhelpful, nearest, missing }: Gap): string[] {
  const shown = missing.slice(0, missingShown).map(oneLine).join(' / ');
  const others = missing.length - missingShown;
  const more = others > 0 ? `, and ${others} more` : '';
  return [
    ...(nearest === null ? [] : [`${unhelpful > 0 ? 'did not help' : 'nearest'}: ${nearest}`]),
    ...(missing.length === 0 ? [] : [`missing: ${cutText(shown, partLimit)}${more}`]),
  ];
}

/** One answer: how often it was given, and what was said about it. */
export function topicRow({ topic, answered, helped, notHelped }: FaqStats['topics'][number]): Text {
  const said = [
    ...(helped > 0 ? [`helped ${helped}`] : []),
    ...(notHelped > 0 ? [`did not help ${notHelped}`] : []),
  ];
  return md`*${answered}×* ${topic}${said.length === 0 ? '' : ` (${said.join(', ')})`}`;
}

/** An answer that is to be looked over: since when, and whose it is. */
export function reviewText({ topic, reviewed, owner }: FaqStats['stale'][number]): string {
  return `${topic}, ${reviewed ?? 'never reviewed'}${owner === null ? '' : `, owner ${owner}`}`;
}

/** Why messages were left alone, in words, most often first. */
export function silenceCounts({ silences }: Pick<FaqStats, 'silences'>): { why: string; count: number }[] {
  return Object.entries(silences)
    .map(([reason, count]) => ({ why: silenceText(reason), count }))
    .sort((a, b) => b.count - a.count);
}
