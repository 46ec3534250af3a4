import { expect, test } from 'vitest';
import { readKnownQuestions } from '../../src/faq/known-questions.ts';

const topics = ['kv2-paths', 'login-oidc'];
const read = (content: string) => readKnownQuestions('asked.jsonl', content, topics);

test('questions are read line by line, whatever the line ends are', () => {
  expect(
    read(
      '\uFEFF{"q": " why data/ "  , "topic": "kv2-paths", "also": ["login-oidc"], "source": "x"}\r\n\n{"q": "lunch?", "topic": null}\n{"q": "k"}\n',
    ),
  ).toEqual([
    { q: 'why data/', topic: 'kv2-paths', also: ['login-oidc'] },
    { q: 'lunch?', topic: null },
    { q: 'k' },
  ]);
});

test.each([
  ['what is no JSON', '{"q": "a"}\nnot json', /^asked\.jsonl:2: expected a JSON object such as \{"q"/],
  ['a list', '[1]', /^asked\.jsonl:1: /],
  ['no question', '{"topic": "kv2-paths"}', /^asked\.jsonl:1: expected "q", the question as a text$/],
  ['an empty question', '{"q": " "}', /^asked\.jsonl:1: expected a question in "q"$/],
  ['a number as topic', '{"q": "a", "topic": 1}', /^asked\.jsonl:1: expected the topic as a text/],
  [
    'a topic nobody has',
    '{"q": "a", "topic": "kv2-path"}',
    /^asked\.jsonl:1: there is no answer "kv2-path"; did you mean kv2-paths\?$/,
  ],
  [
    'another good answer nobody has',
    '{"q": "a", "also": ["zebra"]}',
    /^asked\.jsonl:1: there is no answer "zebra"$/,
  ],
  ['nothing at all', '\n\n', /^asked\.jsonl has no question/],
])('%s is told with file and line', (_what, content, message) => {
  expect(() => read(content)).toThrow(message);
});

test('all problems are told together, ten at most', () => {
  expect(() => read('x\n'.repeat(13))).toThrow(/asked\.jsonl:1: [\s\S]*asked\.jsonl:10: [^\n]*\nand 3 more$/);
});
