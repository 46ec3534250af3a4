import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerBook } from '../../src/faq/answer-book.ts';
import { replyMessage } from '../../src/faq/answer-message.ts';
import { askQuestion } from '../../src/faq/ask-question.ts';
import { askedBetween, recordFeedback } from '../../src/faq/asked-store.ts';
import { draftWords } from '../../src/faq/draft.ts';
import { draftPost } from '../../src/faq/draft-message.ts';
import { gapsMessage } from '../../src/faq/figures-message.ts';
import { findGaps } from '../../src/faq/find-gaps.ts';
import { silenceFor } from '../../src/faq/gates.ts';
import { humanPost } from '../../src/faq/human-message.ts';
import { takeQuestion } from '../../src/faq/take-question.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTempStore, type TempStore } from '../helpers/store.ts';
import { hostileText } from '../slack/hostile.ts';
import { sampleDraft } from './helpers/drafts.ts';

let temp: TempStore;
beforeAll(async () => {
  temp = await openTempStore();
});
afterAll(() => temp.end());

const callsNobody = (shown: unknown, but: readonly string[] = []): void => {
  const calls = JSON.stringify(shown).match(/<[@!](?!date)[^>]{0,40}>/g) ?? [];
  expect(calls.filter((call) => !but.includes(call))).toEqual([]);
};
const place = { help: { variables: {}, supportChannel: undefined }, askedId: '0123456789abcdef' };

describe('text from the worst of people', () => {
  test('as a question gets a reply that calls nobody, in both manners', async () => {
    const book = await answerBook(barePorts({}));
    fc.assert(
      fc.property(hostileText, (text) => {
        for (const manner of ['direct', 'unasked'] as const)
          callsNobody(replyMessage(askQuestion(book, text, manner), place));
      }),
      { numRuns: 200 },
    );
  });

  test('as a question, as feedback and as a question for people is kept and shown, and calls nobody', async () => {
    const ports = barePorts({ store: temp.store });
    let count = 0;
    const now = new Date('2026-11-22T09:00:00Z');
    await fc.assert(
      fc.asyncProperty(hostileText, hostileText, async (text, missing) => {
        count += 1;
        const ts = `1700000000.${String(count).padStart(6, '0')}`;
        const heard = {
          text: `vault ${text}`,
          person: 'U0DEV',
          manner: 'direct' as const,
          place: { channel: 'C0HELP', ts, threadTs: undefined },
        };
        const taken = await takeQuestion(heard, ports, now);
        expect(taken.outcome).toBe('reply');
        const askedId = taken.outcome === 'reply' ? (taken.askedId ?? '') : '';
        await recordFeedback(temp.store.db, askedId, { helped: false, missing });
        const asked = (await askedBetween(temp.store.db, now, new Date(now.getTime() + 1))).at(-1);
        if (!asked) throw new Error('a question was lost');
        callsNobody(gapsMessage(await findGaps([asked]), 30));
        callsNobody(humanPost({ ...asked, human_question: text }, [text]), ['<@U0DEV>']);
      }),
      { numRuns: 100 },
    );
    expect(count).toBeGreaterThanOrEqual(100);
  });

  test('as a draft is posted, and calls nobody but who saved it', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (question, others, answer) => {
        const draft = sampleDraft(draftWords({ question, others, answer }));
        callsNobody(draftPost(draft, {}), ['<@U0DANA>']);
      }),
      { numRuns: 200 },
    );
  });

  test.each(['hi ', 'how ', '? ', 'no a ', 'error ', "can't ", '!.,', 'a', '(', '\u200b', 'no x found '])(
    'the gates end on 40,000 characters of %j',
    (part) => {
      expect([undefined, expect.any(String)]).toContainEqual(
        silenceFor(part.repeat(Math.ceil(40_000 / part.length))),
      );
    },
    60_000,
  );
});
