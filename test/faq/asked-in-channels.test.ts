import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import type { ChangeInteraction, EventInteraction } from '../../src/define-interaction.ts';
import {
  change,
  config,
  context,
  interaction,
  outbox,
  say,
  stored,
  useInteractions,
} from './helpers/interactions.ts';

useInteractions();

describe('unasked, in a channel of faq.channels', () => {
  const help = { channel: 'C0HELP' };

  test('a clear question is answered', async () => {
    const { last } = await say('channel-message', 'vault status says Sealed true, how do I unseal it?', help);
    expect(last?.message.text).toContain('sealed');
  });

  test.each([
    ['good morning everyone', 'greeting'],
    ['unsealed', 'too-short'],
    ['I unsealed vault this morning after the reboot', 'no-question'],
    ['does anybody know a good pizza place?', 'not-sure'],
  ])('%s: silence, counted as %s', async (text, silence) => {
    const { posts } = await say('channel-message', text, help);
    expect(posts).toEqual([]);
    expect((await stored()).at(-1)).toMatchObject({ decision: 'silent', silence });
  });

  test('what is no question is not kept with its words', async () => {
    await say('channel-message', 'our salaries were paid today', help);
    expect((await stored()).at(-1)).toMatchObject({ question: '', silence: 'no-question' });
  });

  test('a foreign thread is left alone, a thread of its own is not', async () => {
    const question = 'how do I unseal vault, status says Sealed true?';
    const { posts } = await say('channel-message', question, { ...help, threadTs: '1690000000.000009' });
    expect(posts).toEqual([]);
    expect((await stored()).at(-1)?.silence).toBe('in-thread');
    const mine = await say('channel-message', question, help);
    const next = await say(
      'channel-message',
      'my approle login fails with invalid secret id since today, is the secret_id expired?',
      {
        ...help,
        threadTs: mine.at.messageTs,
      },
    );
    expect(next.posts).toHaveLength(2);
    const again = await say('channel-message', question, { ...help, threadTs: mine.at.messageTs });
    expect(again.posts).toHaveLength(2);
    expect((await stored()).some((asked) => asked.silence === 'said-already')).toBe(true);
  });

  test('a short follow-up in its own thread is understood, elsewhere it is too short', async () => {
    const mine = await say(
      'channel-message',
      'how do I read a vault secret in a gitlab ci job with id_tokens? it says permission denied for the jwt role',
      help,
    );
    const thread = { ...help, threadTs: mine.at.messageTs };
    await say('channel-message', 'and Jenkins?', thread);
    expect((await stored()).at(-1)?.silence).not.toBe('too-short');
    await say('channel-message', 'thanks Omar', thread);
    expect((await stored()).at(-1)?.silence).toBe('greeting');
    await say('channel-message', 'and Jenkins?', help);
    expect((await stored()).at(-1)?.silence).toBe('too-short');
  });

  test('what no person wrote is left alone and counted', async () => {
    const at = context(help);
    const place = { channel: 'C0HELP', ts: at.messageTs ?? '', threadTs: undefined };
    await (interaction('faq:channel-message') as EventInteraction).leaveAlone?.(place, at);
    expect((await stored()).at(-1)).toMatchObject({ silence: 'not-a-person', question: '', person: '' });
  });

  test('a message that is deleted before it comes is not answered', async () => {
    const at = context(help);
    await change(at, undefined);
    const { posts } = await say('channel-message', 'how do I unseal vault, status says Sealed true?', at);
    expect(posts).toEqual([]);
    expect((await stored()).at(-1)).toMatchObject({ silence: 'deleted', question: '' });
  });

  test('a deletion elsewhere leaves nothing behind', async () => {
    const at = context({ channel: 'C0OTHER' });
    const count = (await stored()).length;
    await (interaction('faq:message-change') as ChangeInteraction).run(
      {
        channel: 'C0OTHER',
        ts: at.messageTs ?? '',
        threadTs: undefined,
        heard: 'channel-message',
        text: undefined,
        changedTs: '1800000000.000001',
      },
      at,
    );
    expect(await stored()).toHaveLength(count);
  });

  test('at most so many answers an hour', async () => {
    for (let round = 0; round < 5; round += 1)
      await say('channel-message', 'how do I unseal vault, status says Sealed true?', help);
    expect(outbox.posts.size).toBe(3);
    expect((await stored()).filter((asked) => asked.silence === 'too-many')).toHaveLength(2);
  });

  test('and not one more when several are asked at the same moment', async () => {
    const question = 'how do I unseal vault, status says Sealed true?';
    await Promise.all(Array.from({ length: 6 }, () => say('channel-message', question, help)));
    expect(outbox.posts.size).toBe(3);
    expect((await stored()).filter((asked) => asked.silence === 'too-many')).toHaveLength(3);
  });

  test('also over a restart', async () => {
    const question = 'how do I unseal vault, status says Sealed true?';
    for (let round = 0; round < 3; round += 1) await say('channel-message', question, help);
    const { ports } = context();
    await say('channel-message', question, { ...help, ports: { ...ports } });
    expect(outbox.posts.size).toBe(3);
    expect((await stored()).at(-1)?.silence).toBe('too-many');
  });

  test('only the listed channels are listened to', () => {
    const listener = interaction('faq:channel-message') as EventInteraction;
    expect(listener.channels?.(config)).toEqual(['C0HELP']);
    expect(listener.channels?.(parseConfig({}))).toEqual([]);
  });
});
