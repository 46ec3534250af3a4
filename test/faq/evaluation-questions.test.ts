import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ownAnswersFolder, readAnswers, readBackground } from '../../src/faq/read-answers.ts';
import { wordsOf } from '../../src/faq/words.ts';

/** Words that say nothing about what is asked. */
const empty = new Set(
  'a an and any are at be but by can do doe for from get how i if in is it me my need no not of on or our please so that the there this to us was we what when where which who why with you your vault'.split(
    ' ',
  ),
);
/** From which part of common words (Dice) a line is the same question in other clothes. */
const sameFrom = 0.8;

const contentOf = (text: string): Set<string> => new Set(wordsOf(text).filter((word) => !empty.has(word)));

/** Pairs of a learnt line and an evaluation question that are too much alike. */
function nearDuplicates(learnt: readonly string[], asked: readonly string[]): string[] {
  const questions = asked.map((text) => ({ text, content: contentOf(text) }));
  const byWord = new Map<string, number[]>();
  questions.forEach(({ content }, at) => {
    for (const word of content) byWord.set(word, [...(byWord.get(word) ?? []), at]);
  });
  return learnt.flatMap((text) => {
    const content = contentOf(text);
    const common = new Map<number, number>();
    for (const word of content)
      for (const at of byWord.get(word) ?? []) common.set(at, (common.get(at) ?? 0) + 1);
    return [...common].flatMap(([at, count]) => {
      const question = questions[at] as (typeof questions)[number];
      const same =
        text.trim().toLowerCase() === question.text.trim().toLowerCase() ||
        (content.size > 2 && (2 * count) / (content.size + question.content.size) >= sameFrom);
      return same ? [`${text} = ${question.text}`] : [];
    });
  });
}

const folder = fileURLToPath(new URL('./eval/', import.meta.url));
const asked = readdirSync(folder).flatMap((name) =>
  readFileSync(`${folder}${name}`, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => (JSON.parse(line) as { q: string }).q),
);

test('finds a question that was only reworded a little', () => {
  expect(
    nearDuplicates(['How can I renew my expired token'], ['how do I renew an expired token?']),
  ).toHaveLength(1);
  expect(nearDuplicates(['how do I renew a certificate'], ['how do I renew an expired token?'])).toEqual([]);
});

test('no answer and no background line holds an evaluation question, not even reworded', () => {
  const folders = [ownAnswersFolder()];
  const learnt = [
    ...readAnswers(folders).answers.flatMap((answer) => answer.questions),
    ...[...readBackground(folders).values()].flat(),
  ];
  expect(nearDuplicates(learnt, asked)).toEqual([]);
});

test('each answer has a hundred questions or more, none of them twice', () => {
  for (const { topic, questions } of readAnswers([ownAnswersFolder()]).answers) {
    expect(questions.length, topic).toBeGreaterThanOrEqual(100);
    expect(new Set(questions.map((text) => text.toLowerCase())).size, topic).toBe(questions.length);
  }
});
