import { describe, expect, test } from 'vitest';
import type { ButtonInteraction } from '../../src/define-interaction.ts';
import {
  askedIdOf,
  change,
  click,
  interaction,
  outbox,
  say,
  shown,
  stored,
  submit,
  told,
  useInteractions,
} from './helpers/interactions.ts';

useInteractions();

describe('what readers do with an answer', () => {
  test('did you mean: the chosen answer takes the place of the offer', async () => {
    await say('mention', 'vault login');
    const id = await askedIdOf();
    await click('faq:choose', `${id}:login-oidc`);
    expect(outbox.posts.get(`faq:reply:${id}`)?.message.text).toContain('SSO');
    expect((await stored()).at(-1)).toMatchObject({ topic: 'login-oidc', decision: 'answer' });
  });

  test('show more and samples go to the one who clicks', async () => {
    await click('faq:more', 'kubernetes-auth:0');
    expect(told[0]?.text).toContain('Setting up a cluster');
    await click('faq:more', 'permission-denied-403:more');
    expect(told[1]?.text).toBe('Permission denied (403): finding the cause, continued');
    expect(JSON.stringify(told[1]?.blocks)).toContain('lookup-self');
    expect(outbox.posts.size).toBe(0);
  });

  test('helped, did not help, and what was missing are kept', async () => {
    await say('mention', 'vault is sealed, what now?');
    const id = await askedIdOf();
    await click('faq:helped', id);
    expect((await stored()).at(-1)).toMatchObject({ helped: 1 });
    await click('faq:not-helped', id);
    expect(shown).toHaveLength(1);
    expect(await submit('faq:missing', { missing: 'who <!channel> unseals at night' }, id)).toEqual({
      action: 'close',
    });
    expect((await stored()).at(-1)).toMatchObject({ helped: 0, missing: 'who <!channel> unseals at night' });
  });

  test('buttons with anything but ids are refused', () => {
    const values = ['', '1', 'x:y', `${'0'.repeat(16)}:../../etc`, `${'0'.repeat(16)}:A`, '<!channel>'];
    for (const id of ['faq:choose', 'faq:helped', 'faq:more', 'faq:human'])
      for (const value of values)
        expect((interaction(id) as ButtonInteraction).value.safeParse(value).success).toBe(false);
  });
});

describe('asking a human', () => {
  test('shows what will be posted, posts it once, and tells the asker who took it and how it ended', async () => {
    const { at } = await say('mention', 'why is vault slow for <!channel> us');
    const id = await askedIdOf();
    await click('faq:human', id);
    expect(JSON.stringify(shown[0])).toContain('why is vault slow');
    const question = 'why is vault slow for <!channel> us since noon?';
    const sent = await submit('faq:send-human', { question }, id);
    expect(sent).toMatchObject({ action: 'update' });
    expect(JSON.stringify(sent)).toContain('It is with the people who run Vault. You are told in the thread');
    expect(await submit('faq:send-human', { question }, id)).toMatchObject({ action: 'errors' });
    const post = outbox.posts.get(`faq:human:${id}`);
    expect(post?.destination).toEqual({ channel: 'C0OPS' });
    const text = JSON.stringify(post?.message.blocks);
    expect(text).toContain('&lt;!channel&gt; us since noon?');
    expect(text).toContain(`https://slack.com/archives/C0GENERAL/p${at.messageTs?.replace('.', '')}`);

    expect(text).toContain('answers tried: none');

    await click('faq:take', id, 'U0ALICE');
    expect(JSON.stringify(outbox.posts.get(`faq:human:${id}`)?.message)).toContain('since noon?');
    await click('faq:take', id, 'U0BOB');
    expect(told.map((message) => message.text)).toEqual([
      'It is yours. The asker has been told.',
      '<@U0ALICE> has taken your question.',
    ]);
    expect(outbox.posts.get(`faq:news:${id}:taken`)?.destination).toEqual({
      channel: 'C0GENERAL',
      threadTs: at.messageTs,
    });
    await submit('faq:outcome', { category: 'incident', outcome: 'a slow disk' }, id, 'U0ALICE');
    expect(JSON.stringify(outbox.posts.get(`faq:human:${id}`)?.message)).toContain('a slow disk');
    expect(outbox.posts.get(`faq:news:${id}:done`)?.message.text).toContain('a slow disk');
    await expect(
      submit('faq:outcome', { category: 'incident', outcome: 'again' }, id, 'U0BOB'),
    ).rejects.toThrow('closed already');
  });

  test('of two who send it and two who take it, one does; the other reads who was first', async () => {
    await say('mention', 'why is vault slow on mondays');
    const id = await askedIdOf();
    const question = 'why is vault slow on mondays?';
    const sent = await Promise.all([
      submit('faq:send-human', { question }, id, 'U0DANA'),
      submit('faq:send-human', { question }, id, 'U0DEV'),
    ]);
    expect(sent.map(({ action }) => action).sort()).toEqual(['errors', 'update']);
    expect([...outbox.posts.keys()].filter((key) => key.startsWith('faq:human:'))).toHaveLength(1);
    await Promise.all([click('faq:take', id, 'U0ALICE'), click('faq:take', id, 'U0BOB')]);
    const taker = (await stored()).at(-1)?.human;
    expect(told.map(({ text }) => text).sort()).toEqual([
      `<@${taker}> has taken your question.`,
      'It is yours. The asker has been told.',
    ]);
  });

  test('is not noted where it cannot be posted, taken or told, and goes on then', async () => {
    await say('mention', 'why is vault slow on tuesdays');
    const id = await askedIdOf();
    const steps = [
      () => submit('faq:send-human', { question: 'why is vault slow on tuesdays?' }, id),
      () => click('faq:take', id, 'U0ALICE'),
      () => submit('faq:outcome', { category: 'incident', outcome: 'a slow disk' }, id, 'U0ALICE'),
    ];
    for (const step of steps) {
      outbox.isBroken = true;
      await expect(step()).rejects.toThrow('cannot be stored');
      outbox.isBroken = false;
      await step();
    }
    expect((await stored()).at(-1)).toMatchObject({ human_state: 'done', outcome: 'a slow disk' });
  });

  test('tells the asker directly where the question was deleted meanwhile', async () => {
    const { at } = await say('mention', 'why is vault slow on sundays');
    const id = await askedIdOf();
    await submit('faq:send-human', { question: 'why is vault slow on sundays?' }, id);
    await change(at, undefined);
    await click('faq:take', id, 'U0ALICE');
    expect(outbox.posts.get(`faq:news:${id}:taken`)?.destination).toEqual({ channel: 'U0DEV' });
  });

  test('names the answers that were tried by their titles', async () => {
    await say('mention', 'vault is sealed, what now?');
    const id = await askedIdOf();
    await click('faq:human', id);
    await submit('faq:send-human', { question: 'vault is sealed, who is on call?' }, id);
    for (const seen of [shown[0], outbox.posts.get(`faq:human:${id}`)?.message.blocks]) {
      expect(JSON.stringify(seen)).toContain('is sealed\\" (503): what it means and who unseals');
      expect(JSON.stringify(seen)).not.toContain('sealed-503');
    }
  });
});
