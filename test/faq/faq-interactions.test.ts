import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import { terminalPerson } from '../../src/core/people/person.ts';
import type {
  ButtonInteraction,
  ChangeInteraction,
  EventInteraction,
  InteractionContext,
  ViewInteraction,
} from '../../src/define-interaction.ts';
import { askedBetween } from '../../src/faq/asked-store.ts';
import { faqFeature } from '../../src/faq/feature.ts';
import type { Message } from '../../src/slack/message.ts';
import type { SlackGateway } from '../../src/slack/slack-gateway.ts';
import { barePorts } from '../helpers/bare-ports.ts';
import { openTempStore, type TempStore } from '../helpers/store.ts';
import { MemoryOutbox } from './helpers/memory-outbox.ts';

const config = parseConfig({
  channels: { support: 'C0SUPPORT', operators: 'C0OPS' },
  faq: { channels: ['C0HELP'], answersPerHour: 3 },
});
const outbox = new MemoryOutbox();
let temp: TempStore;
let ports: InteractionContext['ports'];
let told: Message[] = [];
let shown: unknown[] = [];
const start = Date.parse('2026-11-22T09:00:00Z');
let now = start;
let messages = 0;

beforeAll(async () => {
  temp = await openTempStore();
  ports = barePorts({ config, outbox, store: temp.store, slack: {} as SlackGateway });
});
afterAll(() => temp.end());
beforeEach(() => {
  outbox.posts.clear();
  told = [];
  shown = [];
  // Each test has an hour of its own, so that limits by the hour do not reach over.
  now += 7_200_000;
});

function context(place: Partial<InteractionContext> = {}): InteractionContext {
  messages += 1;
  return {
    ports,
    log: ports.log,
    now: new Date(now),
    person: { ...terminalPerson, id: 'U0DEV' },
    reference: 'r',
    signal: new AbortController().signal,
    channel: 'C0GENERAL',
    messageTs: `1700000000.${String(messages).padStart(6, '0')}`,
    threadTs: undefined,
    triggerId: undefined,
    modal: {
      viewId: 'V1',
      show: async (view) => {
        shown.push(view);
      },
    },
    tell: async (message) => {
      told.push(message);
    },
    ...place,
  };
}

function interaction(id: string) {
  const found = faqFeature.interactions.find((known) => known.id === id);
  if (!found) throw new Error(`no interaction ${id}`);
  return found;
}

async function say(kind: string, text: string, place: Partial<InteractionContext> = {}) {
  const at = context(place);
  await (interaction(`faq:${kind}`) as EventInteraction).run({ text }, at);
  return { at, posts: [...outbox.posts.values()], last: [...outbox.posts.values()].at(-1) };
}

async function click(id: string, value: string, person = 'U0DEV'): Promise<void> {
  const button = interaction(id) as ButtonInteraction;
  await button.run(
    button.value.parse(value),
    context({ person: { ...terminalPerson, id: person }, messageTs: '1700000000.000001' }),
  );
}

async function submit(id: string, values: object, metadata: string, person = 'U0DEV') {
  const view = interaction(id) as ViewInteraction;
  return view.submit(view.values.parse(values), {
    ...context({ person: { ...terminalPerson, id: person }, channel: undefined, messageTs: undefined }),
    metadata,
    viewId: 'V1',
  });
}

/** Somebody edits what they wrote, or deletes it (`undefined`). */
async function change(
  { channel = '', messageTs: ts = '', threadTs }: InteractionContext,
  text: string | undefined,
  changedTs = '1800000000.000001',
): Promise<void> {
  const heard = channel === 'C0HELP' ? 'channel-message' : 'mention';
  await (interaction('faq:message-change') as ChangeInteraction).run(
    { channel, ts, threadTs, heard, text, changedTs },
    { ports, log: ports.log, now: new Date(now) },
  );
}

const stored = () => askedBetween(temp.store.db, new Date(now), new Date(now + 1));
const askedIdOf = async () => (await stored()).at(-1)?.id ?? '';

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

  test('only the listed channels are listened to', () => {
    const listener = interaction('faq:channel-message') as EventInteraction;
    expect(listener.channels?.(config)).toEqual(['C0HELP']);
    expect(listener.channels?.(parseConfig({}))).toEqual([]);
  });
});

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
    expect(await submit('faq:send-human', { question }, id)).toEqual({ action: 'close' });
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
});
