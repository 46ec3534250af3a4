import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSlack, normalizeTyped, splitWords, textAfterWords } from '../../src/slack/typed-text.ts';
import { hostileText } from './hostile.ts';

describe('typed text', () => {
  test.each([
    ['expiring 30d', 'expiring 30d'],
    ['  expiring\u00a0 30d\u2003', 'expiring 30d'],
    ['ask “how do I log in?”', 'ask "how do I log in?"'],
    ['ask ‘why’', "ask 'why'"],
    ['report —json', 'report --json'],
    ['report –json', 'report --json'],
    ['pages 3–5', 'pages 3-5'],
    ['a &amp; b &lt;c&gt;', 'a & b <c>'],
    ['&amp;lt;', '&lt;'],
    ['see <https://vault.example.com/ui|vault.example.com/ui>', 'see https://vault.example.com/ui'],
    ['<mailto:dana@example.com|dana@example.com>', 'dana@example.com'],
    ['<@U0DANA|dana> in <#C0GENERAL|general>', '<@U0DANA> in <#C0GENERAL>'],
    ['<!subteam^S0PAY|@payments>', '<!subteam^S0PAY>'],
    ['<!here> help', '@here help'],
    ['sta\u200btus', 'status'],
    ['two\nlines', 'two lines'],
    ['как войти', 'как войти'],
    ['', ''],
  ])('%j is read as %j', (typed, meant) => {
    expect(normalizeTyped(typed)).toBe(meant);
  });

  test('questions keep their lines', () => {
    expect(decodeSlack('one &amp;\ntwo')).toBe('one &\ntwo');
  });

  test('never fails and leaves nothing that cannot be seen', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const meant = normalizeTyped(text);
        expect(meant).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(normalizeTyped(meant).length).toBeLessThanOrEqual(meant.length);
        splitWords(meant);
      }),
    );
  });
});

describe('words', () => {
  test.each([
    ['expiring 30d', ['expiring', '30d']],
    ['ask "how do I" log in', ['ask', 'how do I', 'log', 'in']],
    ["ask 'a b'", ['ask', 'a b']],
    ["why don't I see it, isn't it there", ['why', "don't", 'I', 'see', 'it,', "isn't", 'it', 'there']],
    ['ask "never closed', ['ask', '"never', 'closed']],
    ['--group="a b"', ['--group="a', 'b"']],
    ['""', ['']],
    ['$HOME *', ['$HOME', '*']],
    ['', []],
  ])('%j is split into %j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  test('the rest of a text is as typed', () => {
    expect(textAfterWords('ask  how do "I  log" in', 1)).toBe('how do "I  log" in');
    expect(textAfterWords('faq gaps', 2)).toBe('');
  });
});
