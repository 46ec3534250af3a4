import { describe, expect, test } from 'vitest';
import { Clock } from '../../../sandbox/strict-slack/clock.ts';
import { TokenBucket } from '../../../sandbox/strict-slack/token-bucket.ts';

describe('the clock', () => {
  test('moves forward, and runs what falls due on the way, in order', () => {
    const clock = new Clock();
    clock.freeze();
    const ran: string[] = [];
    const startMs = clock.now();
    clock.after(2000, () => ran.push('second'));
    clock.after(1000, () => ran.push('first'));
    const cancel = clock.after(1500, () => ran.push('never'));
    cancel();
    clock.after(3000, () => ran.push('later'));
    clock.advance(2500);
    expect(clock.now() - startMs).toBe(2500);
    expect(ran).toEqual(['first', 'second']);
    clock.stop();
    clock.advance(60_000);
    expect(ran).toEqual(['first', 'second']);
  });

  test('goes with real time unless it is frozen', async () => {
    const clock = new Clock();
    await new Promise<void>((resolve) => clock.after(5, resolve));
    clock.freeze();
    let ran = false;
    clock.after(1, () => {
      ran = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(ran).toBe(false);
    clock.advance(1);
    expect(ran).toBe(true);
  });
});

test('a bucket gives its burst at once, then as many as flow in, and never holds more', () => {
  const bucket = new TokenBucket(0.5, 2, 0);
  expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([0, 0, 2]);
  expect([bucket.take(1000), bucket.take(2000)]).toEqual([1, 0]);
  expect([bucket.take(60_000), bucket.take(60_000), bucket.take(60_000)]).toEqual([0, 0, 2]);
});
