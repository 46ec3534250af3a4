import { describe, expect, test } from 'vitest';
import { createLimiter } from '../../src/lib/limiter.ts';

describe('a limiter', () => {
  test('runs no more at once than it may, and all of it', async () => {
    const limiter = createLimiter({ atOnce: 3 });
    let running = 0;
    let most = 0;
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        limiter.run(async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise(setImmediate);
          running -= 1;
          return index;
        }),
      ),
    );
    expect(most).toBe(3);
    expect(results).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  test('goes down before it goes on', async () => {
    const limiter = createLimiter({ atOnce: 1 });
    const order: string[] = [];
    const walk = async (name: string, children: string[]): Promise<void> => {
      await limiter.run(async () => void order.push(name));
      await Promise.all(children.map((child) => walk(`${name}/${child}`, name === 'top' ? ['x'] : [])));
    };
    await walk('top', ['a', 'b']);
    expect(order).toEqual(['top', 'top/b', 'top/b/x', 'top/a', 'top/a/x']);
  });

  test('one failure is its own only', async () => {
    const limiter = createLimiter({ atOnce: 1 });
    const failing = limiter.run(async () => {
      throw new Error('broken');
    });
    const next = limiter.run(async () => 'well');
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('well');
  });

  test('keeps to a rate', async () => {
    const limiter = createLimiter({ atOnce: 16, perSecond: 50 });
    const starts: number[] = [];
    await Promise.all(
      Array.from({ length: 6 }, () => limiter.run(async () => void starts.push(performance.now()))),
    );
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(5 * 20 - 2);
  });

  test('starts nothing during a pause, and everything once aborted', async () => {
    const controller = new AbortController();
    const limiter = createLimiter({ atOnce: 1, signal: controller.signal });
    let ran = 0;
    limiter.pause(60_000);
    const all = Promise.all(Array.from({ length: 5 }, () => limiter.run(async () => void ran++)));
    await new Promise(setImmediate);
    expect(ran).toBe(0);
    controller.abort();
    await all;
    expect(ran).toBe(5);
  });
});
