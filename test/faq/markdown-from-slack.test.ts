import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMarkdown } from '../../src/faq/markdown.ts';
import { markdownFromSlack } from '../../src/faq/markdown-from-slack.ts';
import { toMrkdwn } from '../../src/faq/mrkdwn.ts';
import { hostileText } from '../slack/hostile.ts';

test.each([
  ['*Do* this, _not_ that ~or so~.', '**Do** this, *not* that ~~or so~~.'],
  ['one\ntwo\n\nthree', 'one\n\ntwo\n\nthree'],
  ['Do:\n• one\n• two\n    ◦ deeper\nDone', 'Do:\n\n- one\n- two\n  - deeper\n\nDone'],
  ['run ```vault login``` now', 'run\n\n```\nvault login\n```\n\nnow'],
  ['```\na *b*\n\n  c\n```', '```\na *b*\n\n  c\n```'],
  ['use `a *b* c` here', 'use `a *b* c` here'],
  ['see https://example.com/a_b_c, then', 'see <https://example.com/a_b_c>, then'],
  ['2*3*4 and snake_case_name stay', '2*3*4 and snake_case_name stay'],
  ['ask <@U0OMAR> in <#C0HELP>', 'ask @somebody in #C0HELP'],
  ['an open ```fence', 'an open\n\n```\nfence\n```'],
  ['', ''],
])('%s', (slack, markdown) => {
  expect(markdownFromSlack(slack)).toBe(markdown);
});

test('any text becomes an answer that calls nobody', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const shown = toMrkdwn(parseMarkdown(markdownFromSlack(text)));
      expect(shown).not.toMatch(/<[@!#]/);
    }),
    { numRuns: 300 },
  );
});

test.each(['*', '_a_', '`', '```', '~', '• ', '<@U', 'https://', '*a ', '[a](', '**[`'])(
  '100,000 characters of %s end',
  (part) => {
    expect(markdownFromSlack(part.repeat(Math.ceil(100_000 / part.length)))).toEqual(expect.any(String));
  },
  30_000,
);
