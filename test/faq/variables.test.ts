import { describe, expect, test } from 'vitest';
import { markdownSections } from '../../src/faq/answer-message.ts';
import { filledText } from '../../src/faq/answer-text.ts';
import { parseAnswer } from '../../src/faq/parse-answer.ts';
import { unsetVariables } from '../../src/faq/variables.ts';

describe('local facts in answers', () => {
  const cases: [string, string, Record<string, string>, string][] = [
    ['a set one is inserted', 'Go to [[form]].', { form: 'https://f' }, 'Go to https://f.'],
    ['an unset one drops its sentence', 'First. Go to [[form]]. Last.', {}, 'First. Last.'],
    ['the whole item goes when nothing is left', '- a\n- see [[form]]', {}, '- a'],
    ['a default stands in', 'Use [[addr|https://v.example]].', {}, 'Use https://v.example.'],
    ['in code, the line goes', '```sh\na\nb [[x]]\nc\n```', {}, '```sh\na\nc\n```'],
    ['a value is never another variable', 'Use [[a]].', { a: '[[b]]', b: 'no' }, 'Use [[b]].'],
    ['a value is no pattern', 'Use [[a]].', { a: '$& $1 $$' }, 'Use $& $1 $$.'],
    ['names of the object itself are not set', 'A. Use [[constructor]].', {}, 'A.'],
    [
      'shell and policy syntax stays',
      '`[[ -f x ]]` {{identity.entity.name}} $X',
      {},
      '`[[ -f x ]]` {{identity.entity.name}} $X',
    ],
  ];
  test.each(cases)('%s', (_, markdown, variables, expected) => {
    expect(filledText(markdown, variables)).toBe(expected);
  });

  const inSlack = (markdown: string, value: string): string =>
    markdownSections(markdown, { a: value })
      .map((block) => (block.type === 'section' ? block.text?.text : ''))
      .join('\n');

  test.each(['kv-*-team/*', 'my_role_', '~/.vault-token', '$(date) "x" \\n', '{{identity.entity.name}}'])(
    '%s stands in code as it is, so that it can be pasted',
    (value) => {
      expect(inSlack('Use `vault read [[a]]`.', value)).toBe(`Use \`vault read ${value}\`.`);
      expect(inSlack('```sh\nvault read [[a]]\n```', value)).toBe(`\`\`\`\nvault read ${value}\n\`\`\``);
    },
  );

  test('a value ends no code, and calls nobody in it or beside it', () => {
    expect(inSlack('Use `x [[a]]`.', 'a` <!channel> `b')).toBe('Use `x aˋ &lt;!channel&gt; ˋb`.');
    expect(inSlack('~~~\nx [[a]]\n~~~', '```\n<@U0SARA>')).toBe("```\nx '''\n&lt;@U0SARA&gt;\n```");
    expect(inSlack('Ask [[a]].', '<!subteam^S0X> *b* [[a]]')).toBe(
      'Ask &lt;!subteam^S0X&gt; \u2060*\u2060b\u2060*\u2060 [[a]].',
    );
  });

  test('the unset ones are listed once, in order', () => {
    const answer = parseAnswer(
      'a.md',
      '---\ntitle: Abc\nquestions: [why]\n---\n[[zoo]] [[addr|x]] [[zoo]]\n<!-- more -->\n[[set]]',
    );
    expect(unsetVariables([answer], { set: '1' })).toEqual(['addr', 'zoo']);
  });
});
