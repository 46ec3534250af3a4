import { describe, expect, test } from 'vitest';
import { ask } from '../../commands/ask.ts';
import { runTerminal } from '../../src/cli/run-terminal.ts';
import { parseConfig } from '../../src/config/load-config.ts';
import { ownAnswersFolder, readAnswers } from '../../src/faq/read-answers.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import type { Ports } from '../../src/ports.ts';
import { temporaryFile } from '../helpers/temporary-folder.ts';

interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** One book for all tests here: it belongs to the ports. */
const config = parseConfig({ faq: { variables: { support_channel: '#vault-help' } } });
const ports: Ports = { config, log: silentLogger, now: () => new Date(0), clusters: [] };

async function call(...argv: string[]): Promise<Outcome> {
  const outcome: Outcome = { code: -1, out: '', err: '' };
  outcome.code = await runTerminal(
    {
      argv: ['ask', ...argv],
      version: '0.0.0',
      columns: 80,
      signal: new AbortController().signal,
      now: () => new Date('2026-11-22T09:00:00Z'),
      stdout: (text) => {
        outcome.out += text;
      },
      stderr: (text) => {
        outcome.err += text;
      },
    },
    {
      commands: [ask],
      makeLogger: () => silentLogger,
      loadConfig: () => config,
      openPorts: async () => ({ ports, close: async () => {} }),
    },
  );
  return outcome;
}

function file(text: string): string {
  return temporaryFile('questions.jsonl', text);
}

describe('vault-steward ask', () => {
  test('answers, and says in JSON how sure it is', async () => {
    const { code, out } = await call('--json', 'dial', 'tcp', '127.0.0.1:8200:', 'connection', 'refused');
    expect(code).toBe(0);
    const answer = JSON.parse(out);
    expect(Object.keys(answer)).toEqual(['question', 'answered', 'topic', 'score', 'alternatives', 'text']);
    expect(answer).toMatchObject({
      question: 'dial tcp 127.0.0.1:8200: connection refused',
      answered: true,
      topic: 'vault-addr',
    });
    expect(answer.score).toBeGreaterThan(0.5);
    expect(answer.alternatives).toHaveLength(4);
    expect(answer.text).toContain('export VAULT_ADDR=');
  });

  test('names the best candidate even when it does not know, and where to ask', async () => {
    const { code, out } = await call('--json', 'where do I park my car near the office');
    expect(code).toBe(0);
    const answer = JSON.parse(out);
    expect(answer).toMatchObject({ answered: false, topic: expect.any(String) });
    expect(answer.text).toContain('#vault-help');
  });

  test('one line of JSON a question with --batch; bad lines are named and end with 1', async () => {
    const questions = file(
      '{"q":"vault is sealed"}\nno json\n\n{"x":1}\n{"q":""}\n{"q":"invalid secret id"}\n',
    );
    const { code, out, err } = await call('--json', '--batch', questions);
    expect(code).toBe(1);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => [line.question, line.topic, line.answered])).toEqual([
      ['vault is sealed', 'sealed-503', true],
      ['', null, false],
      ['invalid secret id', 'approle-secret-id-expired', true],
    ]);
    expect(err).toContain(`${questions}:2: expected a JSON object with "q"`);
    expect(err).toContain(`${questions}:4: `);
    expect((await call('--batch', file('{"q":"vault is sealed"}'))).code).toBe(0);
  });

  test('--unasked is stricter and never offers a choice', async () => {
    const questions = ['token', 'login', 'policy', 'namespace', 'secret path'];
    for (const question of questions) {
      const direct = JSON.parse((await call('--json', question)).out);
      const unasked = JSON.parse((await call('--json', '--unasked', question)).out);
      expect(unasked.score).toBe(direct.score);
      expect(unasked.answered && !direct.answered).toBe(false);
    }
  });

  test.each([
    ['nothing', []],
    ['blanks', ['   ']],
    ['--unasked alone', ['--unasked']],
    ['--batch without a file', ['--batch']],
  ])('%s is a wrong usage', async (_, argv) => {
    const { code, err } = await call(...argv);
    expect(code).toBe(2);
    expect(err).toMatch(/ask/i);
  });

  test('a file that is not there is said plainly', async () => {
    const { code, err } = await call('--batch', '/nowhere/questions.jsonl');
    expect(code).toBe(1);
    expect(err).toContain('/nowhere/questions.jsonl cannot be read');
  });

  test.each([
    ['10,000 characters', 'why is my token denied '.repeat(435)],
    ['one word of 10,000 characters', 'x'.repeat(10_000)],
    ['control characters', 'vault\u0000 is\u001b[31m sealed\u0007'],
    ['zero-width characters', 'va\u200bult i\u2060s sea\ufeffled'],
    ['another script', 'コンテナから Vault に接続できません'],
    ['right to left', 'لا أستطيع تسجيل الدخول'],
    ['only emoji', '🔐🔥🤷'],
    ['only code', '```\n{}\n```'],
    ['a pattern that is costly for some', `${'(a+)+'.repeat(500)}!`],
    ['half a surrogate pair', 'vault \ud83d sealed'],
    ['Markdown without end', '**[`'.repeat(2_500)],
  ])('%s gets a reply', async (_, question) => {
    const { code, out } = await call('--json', question);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ answered: expect.any(Boolean), text: expect.any(String) });
  });

  test('invisible characters change nothing', async () => {
    const plain = JSON.parse((await call('--json', 'vault is sealed')).out);
    const hidden = JSON.parse((await call('--json', 'va\u200bult i\u2060s sea\ufeffled')).out);
    expect(hidden.topic).toBe('sealed-503');
    expect(hidden.score).toBe(plain.score);
  });
});

describe('the answers that come with the program', () => {
  const { answers, problems } = readAnswers([ownAnswersFolder()]);

  test('can all be read', () => {
    expect(problems).toEqual([]);
    expect(answers.length).toBeGreaterThanOrEqual(12);
  });

  test.each(answers.map((answer) => [answer.topic, answer] as const))('%s is whole', (_, answer) => {
    expect(answer.questions.length).toBeGreaterThanOrEqual(25);
    expect(new Set(answer.questions).size).toBe(answer.questions.length);
    expect(answer.links.length).toBeGreaterThanOrEqual(1);
    expect(answer.links.length).toBeLessThanOrEqual(4);
    expect(answer.shown).toContain('`');
    expect(answer.reviewed).toBeDefined();
  });
});
