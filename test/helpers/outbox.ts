import { onTestFinished } from 'vitest';
import { silentLogger } from '../../src/lib/logger.ts';
import { md, message, section } from '../../src/slack/blocks.ts';
import type { Message } from '../../src/slack/message.ts';
import { createOutbox, type OutboxOptions, type RunningOutbox } from '../../src/slack/outbox.ts';
import type { OutboxSettings } from '../../src/slack/outbox-settings.ts';
import type { Store } from '../../src/store/store.ts';
import { type ScreenMessage, type Slack, startSlack } from './slack.ts';
import { openTestStore } from './store.ts';

/** Times short enough for a test, in the same order as in production. */
export const quickSettings: Partial<OutboxSettings> = {
  leaseMs: 1_600,
  timeoutMs: 1_200,
  pollMs: 25,
  lookEveryMs: 50,
  editEveryMs: 100,
  firstPauseMs: 50,
  longestPauseMs: 400,
  refusedAgainMs: 300,
};

/**
 * For processes that are killed again and again: short enough to see claims run out often, while the lease still outlives
 * every request by far.
 */
export const killSettings: Partial<OutboxSettings> = {
  leaseMs: 2_500,
  timeoutMs: 1_500,
  pollMs: 25,
  postEveryMs: 20,
  editEveryMs: 20,
  lookEveryMs: 20,
  firstPauseMs: 10,
  longestPauseMs: 50,
};

/** A Slack with `count` channels, so that no test meets another's rate limit. `next()` gives one that is unused. */
export async function startRoomySlack(count: number): Promise<{ slack: Slack; next(): string }> {
  const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(3, '0'));
  const members = ['U0OMAR', 'U0STEWARD'];
  const slack = await startSlack({
    channels: [
      ...numbers.map((number) => ({ id: `C0ROOM${number}`, name: `room-${number}`, members })),
      { id: 'C0OPS', name: 'ops', members },
      { id: 'C0CLOSED', name: 'closed', members: ['U0OMAR'] },
    ],
  });
  return {
    slack,
    next() {
      const number = numbers.shift();
      if (number === undefined) throw new Error('startRoomySlack was asked for too few channels');
      return `C0ROOM${number}`;
    },
  };
}

/** A message of one sentence. */
export function words(text: string): Message {
  return message({ text, blocks: [section(md`${text}`)] });
}

export interface TestOutbox extends RunningOutbox {
  store: Store;
}

/** A running outbox with quick settings; it stops with the test. */
export async function startOutbox(slack: Slack, options: Partial<OutboxOptions> = {}): Promise<TestOutbox> {
  const store = options.store ?? (await openTestStore());
  const outbox = createOutbox({
    environment: { slackBotToken: slack.botToken, slackApiUrl: slack.apiUrl },
    log: silentLogger,
    now: () => new Date(),
    operatorsChannel: 'C0OPS',
    ...options,
    store,
    settings: { ...quickSettings, ...options.settings },
  });
  onTestFinished(() => outbox.stop());
  outbox.start();
  return { ...outbox, store };
}

/** The texts of the messages that our posts left in a channel. */
export async function textsIn(slack: Slack, channel: string): Promise<string[]> {
  return (await slack.messages(channel)).map((one: ScreenMessage) => one.text);
}
