import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMarkdown, writeMarkdown } from '../../src/faq/markdown.ts';
import { plainMrkdwn, toMrkdwn } from '../../src/faq/mrkdwn.ts';

const shown = (markdown: string): string => toMrkdwn(parseMarkdown(markdown));

describe('Markdown as mrkdwn', () => {
  const cases: [string, string, string][] = [
    ['bold, italic, strike', 'a **b** *c* ~~d~~', 'a *b* _c_ ~d~'],
    ['inline code', 'set `a < b & c`', 'set `a &lt; b &amp; c`'],
    ['styles inside code stay text', 'run `a **b** <@U1>`', 'run `a **b** &lt;@U1&gt;`'],
    ['a link', '[Docs](https://a.b/c?d=1&e=2)', '<https://a.b/c?d=1&amp;e=2|Docs>'],
    ['a link that is none', '[x](javascript:alert)', 'x'],
    ['an address in angle brackets', '<https://a.b/c>', '<https://a.b/c|https://a.b/c>'],
    ['a mention', 'hi <!channel> <@U123> <#C1>', 'hi &lt;!channel&gt; &lt;@U123&gt; &lt;#C1&gt;'],
    ['a heading', '## Why *this*', '*Why this*'],
    ['lists', '- a\n- b\n  - c\n\n1. d', '• a\n• b\n    • c\n1. d'],
    ['lines of a paragraph are joined', 'a\nb\n\nc', 'a b\n\nc'],
    ['a quote', '> a\n> b', '> a b'],
    ['code keeps its lines', '```sh\na <b\n\n# c\n```', '```\na &lt;b\n\n# c\n```'],
    ['code that never ends', '```\na', '```\na\n```'],
    ['backticks inside tilde code', '~~~\n```\n~~~', "```\n'''\n```"],
    ['single stars and underscores', '2 * 3 * 4 and a_b_c', '2 * 3 * 4 and a_b_c'],
  ];
  test.each(cases)('%s', (_, markdown, expected) => {
    expect(shown(markdown)).toBe(expected);
  });

  test('written again and read again it is the same', () => {
    const source = 'a **b**\n\n- c\n  - d\n\n## e\n\n```sh\nf\n\ng\n```\n\n> h';
    expect(parseMarkdown(writeMarkdown(parseMarkdown(source)))).toEqual(parseMarkdown(source));
  });

  test('never lets a control sequence of Slack through, whatever the text', () => {
    const parts = fc.constantFrom(
      ...['<!channel>', '<@U012AB>', '[x](', ')', '`', '```', '**', '|', '>', '\n', 'a', ' ', '[', ']'],
      ...['https://a.b', '<https://a.b|', '&', '- ', '# '],
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 60 }), (pieces) => {
        const text = shown(pieces.join(''));
        for (const match of text.matchAll(/<([^>]*)/g)) expect(match[1]).toMatch(/^https?:\/\//);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(['[', '`', '*', '![', '<', '~~', '> ', '- ', '[a](', '**a'])(
    '20,000 times %s is read',
    (bomb) => {
      expect(shown(bomb.repeat(20_000)).length).toBeGreaterThan(0);
    },
  );
});

describe('values from outside', () => {
  test('a value is text: no mention, no style', () => {
    expect(plainMrkdwn('<!here> *b* _i_ `c` ~s~')).not.toMatch(/[<>]|(^|\s)[*_`~]\w/);
    expect(plainMrkdwn('https://a.b/c_d_?e=1&f')).toBe('https://a.b/c_d_?e=1&amp;f');
  });
});
