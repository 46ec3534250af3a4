import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownLimit } from '../../src/faq/answer.ts';
import { draftTopic, draftWords, wordProblems } from '../../src/faq/draft.ts';
import { draftAnswer, draftFile } from '../../src/faq/draft-file.ts';
import { parseAnswer } from '../../src/faq/parse-answer.ts';
import { hostileText } from '../slack/hostile.ts';
import { sampleDraft } from './helpers/drafts.ts';

describe('the words of a draft', () => {
  test('lose secrets and what nobody can see; other questions stand one a line', () => {
    const token = `hvs.${'Ab3'.repeat(10)}`;
    expect(
      draftWords({
        question: ` where\nis\u200b the ${token}? `,
        others: `- one way\n\n• another way\none way\n${token}\nx`,
        answer: `Take https://me:hunter22@git.example.com\r\n\u202eor not\u0000`,
      }),
    ).toEqual({
      question: 'where is the [redacted]?',
      otherQuestions: ['one way', 'another way', '[redacted]'],
      answer: 'Take https://me:[redacted]@git.example.com\nor not',
    });
  });

  test('must say something', () => {
    expect(wordProblems(draftWords({ question: '🔐?', answer: '\u200b' }))).toEqual({
      question: expect.any(String),
      answer: expect.any(String),
    });
    expect(
      wordProblems(draftWords({ question: '接続できません', answer: '再起動してください' })),
    ).toBeUndefined();
  });

  test('make a file name that is one, whatever the question', () => {
    expect(draftTopic('How do I rotate the DB password?', 'abcdef0123456789')).toBe(
      'how-do-i-rotate-the-db-password-abcdef',
    );
    fc.assert(
      fc.property(hostileText, (question) => {
        expect(draftTopic(question, '0123456789abcdef')).toMatch(/^[a-z0-9][a-z0-9-]{0,79}$/);
      }),
    );
  });
});

describe('the file of a draft', () => {
  test('is one of faq/, with the day of the decision and who decided', () => {
    const draft = sampleDraft({
      state: 'accepted',
      decidedBy: 'U0OMAR',
      decidedAt: new Date('2026-11-23T10:00:00Z'),
    });
    expect(draftFile(draft)).toBe(
      [
        '---',
        'title: where do the blue badgers live?',
        'questions:',
        '  - where do the blue badgers live?',
        '  - badger address',
        'owner: U0OMAR',
        'reviewed: 2026-11-23',
        '---',
        'In the *wood*. Run:',
        '',
        '```',
        'badger find --blue',
        '```',
        '',
      ].join('\n'),
    );
    expect(draftAnswer(draft)).toMatchObject({
      topic: draft.topic,
      questions: [draft.question, 'badger address'],
      owner: 'U0OMAR',
      reviewed: '2026-11-23',
    });
  });

  test('holds a long answer in two parts, whole', () => {
    const answer = Array.from(
      { length: 40 },
      (_, at) => `Paragraph ${at} with some words in it, and more.`,
    ).join('\n\n');
    const { shown, more } = draftAnswer(sampleDraft({ answer }));
    expect(shown.length).toBeLessThanOrEqual(shownLimit);
    expect(`${shown}\n\n${more}`).toBe(answer);
    const code = `\`\`\`\n${'x'.repeat(2_500)}\n\`\`\``;
    expect(draftAnswer(sampleDraft({ answer: code })).more).toBe(code);
  });

  test('what people wrote has none of the marks of a file', () => {
    const answer = 'One.\n\n<!-- more -->\n\n## Sample: Python\n\n---\ntitle: x\n---\n\n[[vault_addr]] ```js';
    const read = draftAnswer(sampleDraft({ answer }));
    expect(read.samples).toEqual([]);
    expect(read.more).toBe('');
    expect(read.title).toBe('where do the blue badgers live?');
  });

  test('any words that a form can bring make a file that is read back as it was', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (question, others, answer) => {
        const words = draftWords({ question: `why ${question}`, others, answer: `because ${answer}` });
        const draft = sampleDraft({ ...words });
        const read = parseAnswer('faq/x.md', draftFile(draft));
        expect(read.questions).toEqual([words.question, ...words.otherQuestions]);
        expect(read.shown.length).toBeLessThanOrEqual(shownLimit);
        expect(draftAnswer(draft).shown).toBe(read.shown);
      }),
      { numRuns: 300 },
    );
  });
});
