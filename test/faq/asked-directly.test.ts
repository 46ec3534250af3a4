import { describe, expect, test } from 'vitest';
import type { EventInteraction } from '../../src/define-interaction.ts';
import {
  askedIdOf,
  change,
  click,
  interaction,
  outbox,
  say,
  stored,
  told,
  useInteractions,
} from './helpers/interactions.ts';

useInteractions();

describe('a question by mention or direct message', () => {
  test('is answered in its thread, once', async () => {
    const { at, last } = await say('mention', '<@U0BOT> vault is sealed, what now?');
    await (interaction('faq:mention') as EventInteraction).run({ text: 'vault is sealed, what now?' }, at);
    expect(outbox.posts.size).toBe(1);
    expect(last?.destination).toEqual({ channel: 'C0GENERAL', threadTs: at.messageTs });
    expect(JSON.stringify(last?.message.blocks)).toContain('vault operator unseal');
    expect(await stored()).toHaveLength(1);
  });

  test('stays in the thread in which it was asked', async () => {
    const { last } = await say('direct-message', 'invalid secret id', {
      channel: 'D0123',
      threadTs: '1690000000.000001',
    });
    expect(last?.destination).toEqual({ channel: 'D0123', threadTs: '1690000000.000001' });
  });

  test('that nobody can answer is met honestly, with the way to people', async () => {
    const { last } = await say('mention', 'which pizza shall we order');
    expect(last?.message.text).toContain('I do not know');
    expect(JSON.stringify(last?.message.blocks)).toContain('<#C0SUPPORT>');
  });

  test('never mentions anybody because of what was asked', async () => {
    const { last } = await say('mention', '<!channel> <@U0VICTIM> <!subteam^S1> vault is sealed');
    expect(JSON.stringify(last)).not.toMatch(/<!|<@/);
  });

  test('the same answer is not given twice in a thread', async () => {
    const first = await say('mention', 'vault is sealed, what now?');
    const { last } = await say('mention', 'vault is sealed, who can unseal it?', {
      threadTs: first.at.messageTs,
    });
    expect(last?.message.text).toContain('stands above already');
  });

  test('nor to two who ask for it at the same moment', async () => {
    const first = await say('mention', 'which pizza shall we order');
    const thread = { threadTs: first.at.messageTs };
    await Promise.all([
      say('mention', 'vault is sealed, what now?', thread),
      say('mention', 'vault is sealed, who can unseal it?', thread),
    ]);
    const texts = [...outbox.posts.values()].map(({ message }) => message.text);
    expect(texts.filter((text) => text.includes('operator unseal'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes('stands above already'))).toHaveLength(1);
  });

  test('nor by a choice among others', async () => {
    const first = await say('mention', 'how do I log in with oidc?');
    await say('mention', 'which login do I take', { threadTs: first.at.messageTs });
    const id = await askedIdOf();
    expect((await stored()).at(-1)).toMatchObject({ decision: 'suggest' });
    await click('faq:choose', `${id}:login-oidc`);
    expect(told.at(-1)?.text).toContain('stands above already');
    expect(outbox.posts.get(`faq:reply:${id}`)?.message.text).toContain('which of these');
    expect((await stored()).at(-1)).toMatchObject({ decision: 'suggest' });
  });

  test('a follow-up is read with what was asked before', async () => {
    const first = await say('mention', 'how do I read a vault secret in a gitlab ci job with id_tokens?');
    const { last } = await say('mention', 'and in jenkins?', { threadTs: first.at.messageTs });
    expect(first.last?.message.text).toContain('GitLab CI');
    expect(last?.message.text).toContain('Jenkins');
  });

  test('edits that come in the wrong order end with the newest words', async () => {
    const { at } = await say('mention', 'vault is sealed, what now?');
    await change(at, 'which pizza shall we order', '1800000000.000010');
    await change(at, 'vault is sealed, who unseals?', '1800000000.000009');
    expect((await stored()).at(-1)).toMatchObject({
      question: 'which pizza shall we order',
      decision: 'unknown',
    });
    expect([...outbox.posts.values()].at(-1)?.message.text).toContain('I do not know');
  });

  test('of edits that are read at the same moment the newest words stay, and a deletion over all', async () => {
    const { at } = await say('mention', 'vault is sealed, what now?');
    await Promise.all([
      change(at, 'which pizza shall we order', '1800000000.000010'),
      change(at, 'invalid secret id', '1800000000.000009'),
    ]);
    expect((await stored()).at(-1)).toMatchObject({
      question: 'which pizza shall we order',
      decision: 'unknown',
    });
    expect([...outbox.posts.values()].at(-1)?.message.text).toContain('I do not know');
    await Promise.all([change(at, undefined), change(at, 'invalid secret id', '1800000000.000011')]);
    expect((await stored()).at(-1)).toMatchObject({ question: '', silence: 'deleted' });
  });

  test('another answer is not said to have helped because the one before it did', async () => {
    const { at } = await say('mention', 'vault is sealed, what now?');
    await click('faq:helped', await askedIdOf());
    await change(at, 'vault is sealed, what now??', '1800000000.000001');
    expect((await stored()).at(-1)).toMatchObject({ helped: 1 });
    await change(at, 'invalid secret id', '1800000000.000002');
    expect((await stored()).at(-1)).toMatchObject({ helped: null, topic: 'approle-secret-id-expired' });
  });

  test('secrets in questions are not kept', async () => {
    await say('mention', 'my token hvs.CAESIJ1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789 gets permission denied');
    expect((await stored()).at(-1)?.question).toContain('[redacted]');
  });
});
