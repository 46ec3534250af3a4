import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import { type AnswerBook, answerBook } from '../../src/faq/answer-book.ts';
import type { Manner } from '../../src/faq/decide.ts';
import { sampleNamed, swapSubject } from '../../src/faq/follow-up.ts';
import { type Taken, takeQuestion } from '../../src/faq/take-question.ts';
import { takenMessage } from '../../src/faq/taken-message.ts';
import type { Ports } from '../../src/ports.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTempStore } from '../helpers/store.ts';
import { hostileText } from '../slack/hostile.ts';

let ports: Ports;
let book: AnswerBook;
beforeAll(async () => {
  const { store, end } = await openTempStore();
  endStore = end;
  ports = barePorts({ store, config: parseConfig({ faq: { channels: ['C0HELP'] } }) });
  book = await answerBook(ports);
});
let endStore: (() => Promise<void>) | undefined;
afterAll(() => endStore?.());

const inPython = 'how do I read a secret from vault in python?';
const now = new Date('2026-11-22T09:00:00Z');
let threads = 0;

/** What came of the messages of a new thread, one after the other. */
async function takenOf(texts: readonly string[], manner: Manner = 'direct'): Promise<Taken[]> {
  threads += 1;
  const ts = (at: number): string => `17000000${String(threads).padStart(2, '0')}.00000${at}`;
  const all: Taken[] = [];
  for (const [at, text] of texts.entries()) {
    const place = { channel: 'C0HELP', ts: ts(at), threadTs: at === 0 ? undefined : ts(0) };
    all.push(await takeQuestion({ text, person: 'U0DEV', manner, place }, ports, now));
  }
  return all;
}

/** In words. */
function wordsOf(taken: Taken): string {
  if (taken.outcome === 'silent') return taken.silence;
  if (taken.outcome === 'sample') {
    const { answer, index } = taken.sample;
    return `${answer.topic} in ${answer.samples[index]?.name}`;
  }
  const { decision, candidates, answer } = taken.reply;
  return `${taken.outcome} ${answer?.topic ?? `${decision} ${candidates[0]?.topic}`}`;
}

async function saidTo(texts: readonly string[], manner?: Manner): Promise<string[]> {
  return (await takenOf(texts, manner)).map(wordsOf);
}

describe('a follow-up in a thread', () => {
  test.each([
    [inPython, 'and in Go?', 'go-node-dotnet'],
    [
      'how do I read a vault secret in a gitlab ci job with id_tokens?',
      'and for Jenkins?',
      'azure-devops-jenkins',
    ],
    ['how do I use vault from github actions?', 'and gitlab?', 'gitlab-ci'],
  ])('%s … %s: the answer on %s comes first', async (first, second, topic) => {
    const taken = (await takenOf([first, second]))[1] as Taken;
    expect(taken).toMatchObject({ outcome: 'reply', reply: { question: second } });
    const reply = taken.outcome === 'reply' ? taken.reply : undefined;
    expect(reply?.candidates[0]?.topic).toBe(topic);
  });

  test('that names a sample of the answer above gets that sample', async () => {
    const move = 'we have azure key vault, how do we move to vault?';
    const taken = (await takenOf([move, 'and from AWS Secrets Manager?']))[1] as Taken;
    expect(takenMessage(taken, ports.config)?.text).toContain('AWS Secrets Manager');
  });

  test('that comes after others is read with the last whole question of the thread', async () => {
    const said = await saidTo([inPython, 'and with spring boot?', 'what about node?', '.net?']);
    expect(said).toEqual([
      'reply python-hvac',
      'reply suggest java-spring',
      'reply go-node-dotnet',
      'go-node-dotnet in .NET',
    ]);
  });

  test.each([
    ['vault is sealed, what now?', 'and on openbao?', 'repeat sealed-503'],
    ['how do I log in with oidc?', 'same for OpenBao', 'repeat login-oidc'],
    ['how do I get database credentials for postgres?', 'and for mysql?', 'repeat database-creds'],
    ['how do I get database credentials for postgres?', 'how long are they valid?', 'repeat database-creds'],
  ])('%s … %s: that the answer above is the one', async (first, second, expected) => {
    expect((await saidTo([first, second])).at(-1)).toBe(expected);
  });

  test('unasked, where the answer above is the one, says nothing', async () => {
    expect(await saidTo(['vault is sealed, what now?', 'and on openbao?'], 'unasked')).toEqual([
      'reply sealed-503',
      'said-already',
    ]);
  });

  test('offers what it may mean rather than to know nothing', async () => {
    expect((await saidTo([inPython, 'what about java'])).at(-1)).toMatch(/^reply suggest/);
  });

  test('that names the same sample again gets it once', async () => {
    const move = 'we have azure key vault, how do we move to vault?';
    const said = await saidTo([move, 'and from AWS Secrets Manager?', 'from AWS Secrets Manager?']);
    expect(said.slice(1)).toEqual(['migrate-secrets in AWS Secrets Manager', 'repeat migrate-secrets']);
  });

  test.each([
    ['and for Jenkins?', 'how do I read a secret in a Jenkins job'],
    ['what about github actions', 'how do I read a secret in a github actions job'],
    ['Jenkins?', 'how do I read a secret in a Jenkins job'],
  ])('%s stands in the place of what was asked for', (text, expected) => {
    const answer = book.answers.get('gitlab-ci');
    if (!answer) throw new Error('there is no gitlab-ci');
    const question = 'how do I read a secret in a gitlab ci job';
    expect(swapSubject(text, { question, answer }, book.answers)).toBe(expected);
  });

  test('about something else is read alone', () => {
    const answer = book.answers.get('python-hvac');
    if (!answer) throw new Error('there is no python-hvac');
    expect(sampleNamed('thanks, that works', answer)).toBeUndefined();
    const long = 'my pod gets permission denied since the namespace was moved to the other cluster yesterday';
    expect(swapSubject(long, { question: inPython, answer }, book.answers)).toBeUndefined();
  });

  test('whatever it is, it is read in the end', () => {
    const answer = book.answers.get('python-hvac');
    if (!answer) throw new Error('there is no python-hvac');
    fc.assert(
      fc.property(hostileText, hostileText, (question, text) => {
        sampleNamed(text, answer);
        expect([undefined, expect.any(String)]).toContainEqual(
          swapSubject(text, { question, answer }, book.answers),
        );
      }),
      { numRuns: 100 },
    );
  });
});
