import { describe, expect, test } from 'vitest';
import { createLogger, silentLogger } from '../../src/lib/logger.ts';
import { minuteMs } from '../../src/lib/times.ts';
import { createBoltLogger } from '../../src/slack/bolt-logger.ts';
import { plainMessage } from '../../src/slack/failure-message.ts';
import type { OutboxPost } from '../../src/slack/outbox-port.ts';
import { createReplies } from '../../src/slack/replies.ts';
import { pauseAfter, tryUntilDone } from '../../src/slack/retrying.ts';
import { Running } from '../../src/slack/running.ts';

describe('handlers that run', () => {
  test('are waited for, those that were added meanwhile too', async () => {
    const running = new Running();
    const order: string[] = [];
    let finish: () => void = () => {};
    const first = new Promise<void>((resolve) => {
      finish = resolve;
    });
    running.add(
      first.then(() => {
        order.push('first');
        running.add(Promise.resolve().then(() => order.push('second')));
      }),
    );
    const ended = running.ended(5_000);
    finish();
    expect([await ended, order, running.size]).toEqual([true, ['first', 'second'], 0]);
  });

  test('are not waited for without end, and a failed one counts as ended', async () => {
    const running = new Running();
    running.add(Promise.reject(new Error('failed'))).catch(() => undefined);
    expect(await running.ended(5_000)).toBe(true);
    running.add(new Promise(() => {}));
    expect(await running.ended(5)).toBe(false);
  });
});

describe('trying again', () => {
  test('pauses longer each time, up to a minute, and not all bots at once', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8, 30].map((failures) => pauseAfter(failures, () => 0.5));
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    expect([pauseAfter(1, () => 0), pauseAfter(1, () => 0.999)]).toEqual([375, 625]);
  });

  test('ends at once when it is told to', async () => {
    const stop = new AbortController();
    let attempts = 0;
    const trying = tryUntilDone(stop.signal, silentLogger, async () => {
      attempts += 1;
      setTimeout(() => stop.abort(), 1);
      throw new Error('away');
    });
    await trying;
    expect(attempts).toBe(1);
  });
});

describe('Slack’s own log lines', () => {
  test('carry no line of debugging in production, and no payload and no token ever', () => {
    const lines: string[] = [];
    const log = createLogger('debug', { write: (line) => void lines.push(line) });
    createBoltLogger(log, { debug: false }).debug('payload with a secret');
    expect(lines).toEqual([]);
    createBoltLogger(log, { debug: true }).debug('Received: {"text":"a zebra"}', { text: 'a zebra' });
    createBoltLogger(log, { debug: false }).error(new Error('xoxb-1234567890-abcdefghij was refused'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('Received: …');
    expect(lines.join('')).not.toMatch(/abcdefghij|zebra/);
  });
});

describe('answers', () => {
  test('go by direct message when the response_url is too old', async () => {
    const posts: OutboxPost[] = [];
    const outbox = { enqueue: async (post: OutboxPost) => void posts.push(post) };
    let nowMs = 0;
    const ports = {
      slack: { postEphemeral: () => Promise.reject(new Error('not asked')) },
      outbox: outbox as never,
      now: () => new Date(nowMs),
    };
    const target = { userId: 'U0DANA', receivedAt: new Date(0), responseUrl: 'http://127.0.0.1:1/used' };
    const replies = createReplies(ports, target, 'ref', silentLogger);
    nowMs = 30 * minuteMs;
    await replies.privately(plainMessage('late'));
    await replies.openly(plainMessage('later'));
    expect(posts.map(({ key, destination }) => [key, destination])).toEqual([
      ['answer:ref:1', { channel: 'U0DANA' }],
      ['answer:ref:2', { channel: 'U0DANA' }],
    ]);
  });
});
