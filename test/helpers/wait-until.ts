import { setTimeout as pause } from 'node:timers/promises';

type Nothing = undefined | null | false;

/** Resolves to the first value that is none of undefined, null and false. @throws Error naming `what` after `timeLimitMs` */
export async function waitUntil<Value>(
  what: string,
  look: () => Promise<Value | Nothing> | Value | Nothing,
  timeLimitMs = 10_000,
): Promise<Value> {
  const deadline = performance.now() + timeLimitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found as Value;
    if (performance.now() > deadline) throw new Error(`${what}: not within ${timeLimitMs} ms`);
    await pause(10);
  }
}
