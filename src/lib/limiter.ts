/** Lets a bounded number of pieces of work run at once. */
export interface Limiter {
  /** Runs `work` when its turn comes; what was asked last comes first, so that a walk down a tree stays small. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Starts nothing for this long: the server asked for a pause. */
  pause(ms: number): void;
}

/**
 * Makes a limiter of at most `atOnce` pieces at once, of which at most `perSecond` start in a second.
 * Once `signal` is aborted nothing waits for its turn any more: work looks at the signal itself.
 */
export function createLimiter(options: {
  atOnce: number;
  perSecond?: number | undefined;
  signal?: AbortSignal | undefined;
}): Limiter {
  const spacingMs = options.perSecond === undefined ? 0 : 1_000 / options.perSecond;
  const waiting: (() => Promise<unknown>)[] = [];
  let running = 0;
  let startsAtMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  function startNext(): void {
    while (waiting.length > 0) {
      if (options.signal?.aborted !== true) {
        if (running >= options.atOnce) return;
        const delayMs = startsAtMs - performance.now();
        if (delayMs > 0) {
          timer ??= setTimeout(wake, Math.ceil(delayMs));
          return;
        }
        if (spacingMs > 0) startsAtMs = nextStart(startsAtMs, spacingMs);
      }
      start(waiting.pop() as () => Promise<unknown>);
    }
  }

  function wake(): void {
    clearTimeout(timer);
    timer = undefined;
    startNext();
  }

  function start(work: () => Promise<unknown>): void {
    running += 1;
    void work().finally(() => {
      running -= 1;
      startNext();
    });
  }

  options.signal?.addEventListener('abort', wake, { once: true });
  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        waiting.push(() => work().then(resolve, reject));
        startNext();
      }),
    pause(ms) {
      startsAtMs = Math.max(startsAtMs, performance.now() + ms);
    },
  };
}

/** Timers come late by a millisecond or more; what was missed by that is made up for, up to this. */
const catchUpMs = 50;

function nextStart(startsAtMs: number, spacingMs: number): number {
  const nowMs = performance.now();
  if (startsAtMs === Number.NEGATIVE_INFINITY) return nowMs + spacingMs;
  return Math.max(startsAtMs, nowMs - catchUpMs) + spacingMs;
}
