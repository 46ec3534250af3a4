import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AnswerBook, answerBook } from '../../src/faq/answer-book.ts';
import { sampleNamed, swapSubject } from '../../src/faq/follow-up.ts';
import { takeQuestion } from '../../src/faq/take-question.ts';
import { takenMessage } from '../../src/faq/taken-message.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTestStore } from '../helpers/store.ts';
import { hostileText } from '../slack/hostile.ts';

let book: AnswerBook;
beforeAll(async () => {
  book = await answerBook(barePorts({}));
});

const inPython = 'how do I read a secret from vault in python?';

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
    const ports = barePorts({ store: await openTestStore() });
    const ask = (text: string, ts: string, threadTs?: string) =>
      takeQuestion(
        { text, person: 'U0DEV', manner: 'direct', place: { channel: 'C0HELP', ts, threadTs } },
        ports,
        new Date('2026-11-22T09:00:00Z'),
      );
    await ask(first, '1700000000.000001');
    const taken = await ask(second, '1700000000.000002', '1700000000.000001');
    expect(taken).toMatchObject({ outcome: 'reply', reply: { question: second } });
    const reply = taken.outcome === 'reply' ? taken.reply : undefined;
    expect(reply?.candidates[0]?.topic).toBe(topic);
  });

  test('that names a sample of the answer above gets that sample', async () => {
    const ports = barePorts({ store: await openTestStore() });
    const place = { channel: 'C0HELP', ts: '1700000000.000001', threadTs: undefined };
    const now = new Date('2026-11-22T09:00:00Z');
    const direct = { person: 'U0DEV', manner: 'direct' as const };
    await takeQuestion(
      { ...direct, text: 'we have azure key vault, how do we move to vault?', place },
      ports,
      now,
    );
    const next = { ...place, ts: '1700000000.000002', threadTs: place.ts };
    const taken = await takeQuestion(
      { ...direct, text: 'and from AWS Secrets Manager?', place: next },
      ports,
      now,
    );
    expect(takenMessage(taken, ports.config)?.text).toContain('AWS Secrets Manager');
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
