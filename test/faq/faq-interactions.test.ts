import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/load-config.ts';
import { terminalPerson } from '../../src/core/people/person.ts';
import type { EventInteraction, InteractionContext } from '../../src/define-interaction.ts';
import { faqInteractions } from '../../src/faq/faq-interactions.ts';
import { silentLogger } from '../../src/lib/logger.ts';
import type { Outbox, OutboxPost } from '../../src/slack/outbox-port.ts';
import type { SlackGateway } from '../../src/slack/slack-gateway.ts';

const config = parseConfig({ channels: { support: 'C0SUPPORT' } });

/** Keeps what would be posted, a key once, as the outbox's contract says. */
function memoryOutbox(): { posts: OutboxPost[]; outbox: Outbox } {
  const posts: OutboxPost[] = [];
  const outbox: Outbox = {
    async enqueue(post) {
      if (!posts.some((known) => known.key === post.key)) posts.push(post);
    },
    update: () => Promise.reject(new Error('not expected')),
    find: () => Promise.reject(new Error('not expected')),
    waitFor: () => Promise.reject(new Error('not expected')),
  };
  return { posts, outbox };
}

const { posts, outbox } = memoryOutbox();
const ports = {
  config,
  log: silentLogger,
  now: () => new Date(0),
  clusters: [],
  outbox,
  slack: {} as SlackGateway,
};

async function say(
  kind: 'mention' | 'direct-message',
  text: string,
  place: Partial<InteractionContext>,
): Promise<OutboxPost | undefined> {
  posts.length = 0;
  const interaction = faqInteractions.find((known) => known.kind === kind) as EventInteraction;
  const context: InteractionContext = {
    ports,
    log: silentLogger,
    now: new Date(0),
    person: terminalPerson,
    reference: 'r',
    signal: new AbortController().signal,
    channel: 'C0GENERAL',
    messageTs: '1700000000.000100',
    threadTs: undefined,
    triggerId: undefined,
    modal: undefined,
    tell: () => Promise.reject(new Error('not expected')),
    ...place,
  };
  await interaction.run({ text }, context);
  await interaction.run({ text }, context);
  expect(posts.length).toBeLessThanOrEqual(1);
  return posts[0];
}

describe('a question by mention or direct message', () => {
  test('is answered in its thread, once', async () => {
    const post = await say('mention', '<@U0BOT> vault is sealed, what now?', {});
    expect(post).toMatchObject({
      key: 'faq:reply:C0GENERAL:1700000000.000100',
      destination: { channel: 'C0GENERAL', threadTs: '1700000000.000100' },
    });
    expect(JSON.stringify(post?.message.blocks)).toContain('vault operator unseal');
  });

  test('stays in the thread in which it was asked', async () => {
    const post = await say('direct-message', 'invalid secret id', {
      channel: 'D0123',
      threadTs: '1690000000.000001',
    });
    expect(post?.destination).toEqual({ channel: 'D0123', threadTs: '1690000000.000001' });
  });

  test('that nobody can answer is met honestly, with the way to people', async () => {
    const post = await say('mention', 'which pizza shall we order', {});
    expect(post?.message.text).toContain('I do not know');
    expect(JSON.stringify(post?.message.blocks)).toContain('<#C0SUPPORT>');
  });

  test('never mentions anybody because of what was asked', async () => {
    const post = await say('mention', '<!channel> <@U0VICTIM> <!subteam^S1> vault is sealed', {});
    expect(JSON.stringify(post)).not.toMatch(/<!|<@/);
  });
});
