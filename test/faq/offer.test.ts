import { describe, expect, test } from 'vitest';
import { replyMessage } from '../../src/faq/answer-message.ts';
import { ownAnswersFolder, readAnswers } from '../../src/faq/read-answers.ts';

const { answers } = readAnswers([ownAnswersFolder()]);
const [longest, shorter] = [...answers].sort((a, b) => b.title.length - a.title.length);
if (!longest || !shorter) throw new Error('there are no answers');
const askedId = '0123456789abcdef';

function offer(suggestions: typeof answers) {
  const { blocks } = replyMessage(
    { question: 'kv?', decision: 'suggest', candidates: [], answer: undefined, suggestions },
    { help: { variables: {}, supportChannel: 'C0SUPPORT' }, askedId },
  );
  const buttons = blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((one) => (one.type === 'button' ? [[one.text.text, one.value]] : []))
      : [],
  );
  return { text: JSON.stringify(blocks), buttons };
}

describe('did you mean', () => {
  test('names each title once, in full, and has its number on a button', () => {
    const { text, buttons } = offer([longest, shorter]);
    for (const { title } of [longest, shorter])
      expect(text.split(`. ${JSON.stringify(title).slice(1, -1)}`)).toHaveLength(2);
    expect(text).toContain('1. ');
    expect(text).toContain('2. ');
    expect(buttons).toEqual([
      ['1', `${askedId}:${longest.topic}`],
      ['2', `${askedId}:${shorter.topic}`],
      ['Ask a human', askedId],
    ]);
  });

  test('reads the title out to those who cannot see the number', () => {
    expect(offer([shorter, longest]).text).toContain(
      `"accessibility_label":${JSON.stringify(shorter.title).slice(0, 40)}`,
    );
  });

  test('asks about one answer alone, which a yes gives', () => {
    const { text, buttons } = offer([shorter]);
    expect(text).not.toContain('1. ');
    expect(buttons).toEqual([
      ['Yes', `${askedId}:${shorter.topic}`],
      ['Ask a human', askedId],
    ]);
  });
});
