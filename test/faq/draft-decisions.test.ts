import { describe, expect, test } from 'vitest';
import { askedId } from '../../src/faq/asked-store.ts';
import { click, interaction, outbox, submit, told, useInteractions } from './helpers/interactions.ts';

useInteractions();

let messages = 0;

/** Sends the form of another message each time. */
async function save(words: { question: string; answer: string }) {
  messages += 1;
  const ts = `1710000000.${String(messages).padStart(6, '0')}`;
  const id = askedId({ channel: 'C0HELP', ts });
  const answer = await submit('faq:send-draft', words, `C0HELP:${ts}`, 'U0DANA');
  return { id, shown: JSON.stringify(answer) };
}

describe('the same answer, saved from another message', () => {
  const badgers = {
    question: 'where do the grey badgers live?',
    answer: 'In the *grey* wood: `badger find`.',
  };
  const reworded = {
    question: 'Grey badgers: where do they live',
    answer: 'in the grey wood,\n\n**badger   find**',
  };

  test('does not come back once it is rejected', async () => {
    const { id } = await save(badgers);
    await click('faq:reject-draft', `${id}:1`, 'U0OMAR');
    for (const words of [badgers, reworded]) {
      const { shown, id: other } = await save(words);
      expect(shown).toContain('in another message, was saved before');
      expect(shown).toContain('Rejected by <@U0OMAR>');
      expect(outbox.posts.has(`faq:draft:${other}`)).toBe(false);
    }
  });

  test('is no second draft while nobody has decided', async () => {
    const foxes = { question: 'where do the foxes live?', answer: 'In the den.' };
    await save(foxes);
    expect((await save(foxes)).shown).toContain('Nobody has decided yet');
    expect(outbox.posts.size).toBe(1);
  });

  test('is a draft where it says something else, or to another question', async () => {
    const owls = { question: 'when do the owls fly?', answer: 'At 8 in the evening.' };
    const { id } = await save(owls);
    await click('faq:reject-draft', `${id}:1`, 'U0OMAR');
    for (const words of [
      { ...owls, answer: 'At 9 in the evening.' },
      { ...owls, question: 'until which hour is the library open?' },
    ])
      expect((await save(words)).shown).toContain('It is with the people who run Vault');
  });
});

describe('a decision', () => {
  test('is told to who saved it once, however often it is clicked', async () => {
    const { id } = await save({ question: 'what do moles eat?', answer: 'Worms.' });
    await Promise.all([1, 2, 3].map(() => click('faq:accept-draft', `${id}:1`, 'U0OMAR')));
    const news = [...outbox.posts.values()].filter(({ key }) => key.startsWith('faq:draft-news:'));
    expect(news).toHaveLength(1);
    expect(news[0]?.destination).toEqual({ channel: 'U0DANA' });
    expect(news[0]?.message.text).toBe(
      '<@U0OMAR> accepted the answer that you saved. I answer with it from now on: what do moles eat?',
    );
    expect(told).toHaveLength(2);
  });

  test('names a long question by its beginning, and calls nobody', async () => {
    const question = `<!channel> <@U0SARA> ${'why do hedgehogs hide '.repeat(60)}`;
    const { id } = await save({ question, answer: 'From the cold.' });
    await click('faq:reject-draft', `${id}:1`, 'U0OMAR');
    const { message } = [...outbox.posts.values()].at(-1) ?? {};
    expect(message?.text.length).toBeLessThan(350);
    expect(JSON.stringify(message).match(/<[@!][^>]*>/g)).toEqual(['<@U0OMAR>', '<@U0OMAR>']);
  });

  test('is not made where it cannot be told, and can be made then', async () => {
    const { id } = await save({ question: 'what do newts drink?', answer: 'Water.' });
    outbox.isBroken = true;
    await expect(click('faq:accept-draft', `${id}:1`, 'U0OMAR')).rejects.toThrow('cannot be stored');
    outbox.isBroken = false;
    await click('faq:reject-draft', `${id}:1`, 'U0OMAR');
    expect(JSON.stringify(outbox.posts.get(`faq:draft:${id}`)?.message)).toContain('Rejected by');
  });

  test('waits for a draft that is kept and posted, or neither', async () => {
    const words = { question: 'what do toads sing?', answer: 'Songs.' };
    outbox.isBroken = true;
    await expect(save(words)).rejects.toThrow('cannot be stored');
    outbox.isBroken = false;
    expect((await save(words)).shown).toContain('It is with the people who run Vault');
  });
});

test.each([
  'faq:take',
  'faq:close',
  'faq:outcome',
  'faq:accept-draft',
  'faq:reject-draft',
  'faq:reopen-draft',
  'faq:edit-draft',
  'faq:reword-draft',
])('%s is for operators alone, asked at each click', (id) => {
  expect(interaction(id).roles).toEqual(['operator']);
});
