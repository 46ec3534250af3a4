import { describe, expect, test } from 'vitest';
import { AnswerFileError, parseAnswer } from '../../src/faq/parse-answer.ts';

const good = `---
title: Token expired
reviewed: 2026-11-22
keywords: [ttl, 403]
links:
  Tokens: https://example.com/tokens
questions:
  - my token expired
  - "Code: 403. Errors: * bad token"
---
Log in again.

<!-- more -->
The rest.

## Sample: Python

\`\`\`python
login()
\`\`\`

## Sample: Go

go code
`;

function problemOf(content: string, file = 'faq/token-ttl.md'): { line: number; message: string } {
  try {
    parseAnswer(file, content);
  } catch (error) {
    if (error instanceof AnswerFileError) return { line: error.line, message: error.message };
    throw error;
  }
  throw new Error('was accepted');
}

describe('an answer file', () => {
  test('is read whole: front matter, shown part, rest, samples', () => {
    expect(parseAnswer('faq/token-ttl.md', good)).toEqual({
      topic: 'token-ttl',
      file: 'faq/token-ttl.md',
      title: 'Token expired',
      questions: ['my token expired', 'Code: 403. Errors: * bad token'],
      keywords: ['ttl', '403'],
      links: [{ title: 'Tokens', url: 'https://example.com/tokens' }],
      owner: undefined,
      reviewed: '2026-11-22',
      shown: 'Log in again.',
      more: 'The rest.',
      samples: [
        { name: 'Python', markdown: '```python\nlogin()\n```' },
        { name: 'Go', markdown: 'go code' },
      ],
    });
  });

  test('is the same with Windows line ends and a byte order mark', () => {
    const windows = `\uFEFF${good.replaceAll('\n', '\r\n')}`;
    expect(parseAnswer('faq/token-ttl.md', windows)).toEqual(parseAnswer('faq/token-ttl.md', good));
  });

  const broken: [string, string, number, RegExp][] = [
    ['no front matter', 'Just text', 1, /front matter/],
    [
      'an unknown key',
      good.replace('reviewed:', 'reviewd:'),
      3,
      /reviewd: no such key; known are title, questions/,
    ],
    ['a title that is a number', good.replace('Token expired', '12'), 2, /title: /],
    [
      'a link that is no http address',
      good.replace('https://example.com', 'javascript:x'),
      6,
      /links\.Tokens: expected an http/,
    ],
    ['no questions', good.replace(/questions:\n.*\n.*\n/, ''), 2, /questions: expected a list/],
    ['a day that is none', good.replace('2026-11-22', '2026-13-41'), 3, /reviewed: expected a day/],
    ['broken YAML', good.replace('[ttl, 403]', '[ttl, 403'), 5, /valid YAML/],
    ['a key twice', good.replace('reviewed: 2026-11-22', 'title: Again'), 3, /valid YAML/],
    ['no answer', good.slice(0, good.indexOf('Log in')), 11, /expected the answer/],
    ['too long an answer', good.replace('Log in again.', 'x'.repeat(1_501)), 11, /at most 1500 characters/],
  ];
  test.each(broken)('%s is refused with its line', (_, content, line, message) => {
    const problem = problemOf(content);
    expect(problem.message).toMatch(message);
    expect(problem.message).toContain(`faq/token-ttl.md:${line}: `);
    expect(problem.line).toBe(line);
  });

  test('a file name that is no topic is refused', () => {
    expect(problemOf(good, 'faq/Token TTL.md').message).toMatch(/expected a file name of small letters/);
  });
});
