import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { openAnswerBook } from '../../src/faq/answer-book.ts';
import { decide } from '../../src/faq/decide.ts';
import { evaluate, type KnownQuestion } from '../../src/faq/evaluate.ts';
import { silenceFor } from '../../src/faq/gates.ts';
import { makeQuestionIndex } from '../../src/faq/make-index.ts';
import { ownAnswersFolder } from '../../src/faq/read-answers.ts';
import { atOnce } from '../../src/lib/steps.ts';

const book = openAnswerBook([ownAnswersFolder()], {});

function questionsIn(name: string): KnownQuestion[] {
  const file = fileURLToPath(new URL(`./eval/${name}`, import.meta.url));
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as KnownQuestion);
}

describe('on questions that nothing was learnt from', () => {
  const unseen = questionsIn('unseen.jsonl');

  test('asked directly, it is right far more often than wrong, and mostly silent where it knows nothing', () => {
    const result = evaluate(
      unseen,
      book.rank,
      (question, candidates) => decide(question, candidates, 'direct') === 'answer',
    );
    expect(result.hitAt1).toBeGreaterThan(0.83);
    expect(result.hitAt3).toBeGreaterThan(0.96);
    expect(result.rightShare).toBeGreaterThan(0.6);
    expect(result.wrongShare).toBeLessThan(0.07);
    expect(result.falseShare).toBeLessThan(0.05);
    expect(result.brier).toBeLessThan(0.12);
  });

  test('unasked, it leaves everyday messages alone', () => {
    const everyday = questionsIn('everyday.jsonl');
    expect(everyday.length).toBeGreaterThanOrEqual(300);
    const answered = everyday.filter(({ q }) => decide(q, book.rank(q), 'unasked') === 'answer');
    expect(answered.length / everyday.length).toBeLessThan(0.015);
  });
});

describe('finding the answer', () => {
  const cases: [string, string, string][] = [
    ['a pasted error', 'Code: 400. Errors: * missing client token', 'missing-client-token'],
    ['typing errors', 'permision deneid on kv secert pth', 'permission-denied-403'],
    ['product words', 'approle role_id and secret_id, how', 'approle-login'],
    ['a product name only here', 'hvac InvalidPath', 'python-hvac'],
    [
      'a story in three lines',
      'We moved to a new cluster yesterday.\nSince then no pod can log in.\nservice account name not authorized',
      'kubernetes-auth',
    ],
    ['markup of Slack', '<@U0BOT> *vault* is `sealed` &amp; 503 <https://a.b|status>', 'sealed-503'],
    ['shouting', 'VAULT IS SEALED', 'sealed-503'],
  ];
  test.each(cases)('%s', (_, question, topic) => {
    expect(book.rank(question)[0]?.topic).toBe(topic);
  });

  test('the same answers give the same scores', () => {
    const again = openAnswerBook([ownAnswersFolder()], {});
    for (const { q } of questionsIn('unseen.jsonl').slice(0, 30)) expect(again.rank(q)).toEqual(book.rank(q));
  });

  test('probabilities are probabilities, and the first is the highest', () => {
    for (const { q } of questionsIn('unseen.jsonl')) {
      const scores = book.rank(q).map(({ score }) => score);
      for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
      expect(Math.max(...scores)).toBe(scores[0]);
    }
  });

  test('without any answer there is no candidate', () => {
    expect(openAnswerBook([], {}).rank('vault is sealed')).toEqual([]);
    expect(atOnce(makeQuestionIndex([], () => false)).search('x').candidates).toEqual([]);
  });
});

describe('unasked, only what is a question gets a reply', () => {
  const cases: [string, ReturnType<typeof silenceFor>][] = [
    ['good morning everyone', 'greeting'],
    ['Thanks, that worked!', 'greeting'],
    ['thank you so much', 'greeting'],
    ['token', 'too-short'],
    ['', 'too-short'],
    ['🎉🎉🎉', 'too-short'],
    ['we rotated the database password today', 'no-question'],
    ['deploying the new policy to production', 'no-question'],
    ['how do I renew my token', undefined],
    ['my token expired, can somebody help', undefined],
    ['Code: 403. Errors: * permission denied', undefined],
    ['hi all, vault kv get says no value found', undefined],
    ['Is vault sealed?', undefined],
  ];
  test.each(cases)('%s', (text, silence) => {
    expect(silenceFor(text)).toBe(silence);
  });
});
