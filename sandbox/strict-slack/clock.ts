/**
 * The strict Slack's time: the real one, and a test may move it forward instead of waiting. Triggers, response
 * URLs, rate limits and retries all read it.
 */
export class Clock {
  #offsetMs = 0;
  #frozenAtMs: number | undefined;
  readonly #timers = new Set<Timer>();

  /** Milliseconds since 1970. */
  now(): number {
    return (this.#frozenAtMs ?? Date.now()) + this.#offsetMs;
  }

  /** From now on time passes by `advance` only, so that a slow machine changes nothing. */
  freeze(): void {
    this.#frozenAtMs ??= Date.now();
    for (const timer of this.#timers) this.#arm(timer);
  }

  /** Moves the time forward; what falls due on the way runs at once, in order. */
  advance(milliseconds: number): void {
    this.#offsetMs += milliseconds;
    const due = [...this.#timers].filter((timer) => timer.dueAtMs <= this.now());
    for (const timer of due.sort((a, b) => a.dueAtMs - b.dueAtMs)) this.#run(timer);
    for (const timer of this.#timers) this.#arm(timer);
  }

  /** Runs `work` once `milliseconds` have passed on this clock. Does not keep the process alive. */
  after(milliseconds: number, work: () => void): () => void {
    const timer: Timer = { dueAtMs: this.now() + milliseconds, work, handle: undefined };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => this.#forget(timer);
  }

  /** Forgets all that is still to run. */
  stop(): void {
    for (const timer of [...this.#timers]) this.#forget(timer);
  }

  #arm(timer: Timer): void {
    clearTimeout(timer.handle);
    if (this.#frozenAtMs !== undefined) return;
    timer.handle = setTimeout(() => this.#run(timer), Math.max(0, timer.dueAtMs - this.now()));
    timer.handle.unref();
  }

  #run(timer: Timer): void {
    if (!this.#timers.has(timer)) return;
    this.#forget(timer);
    timer.work();
  }

  #forget(timer: Timer): void {
    clearTimeout(timer.handle);
    this.#timers.delete(timer);
  }
}

interface Timer {
  dueAtMs: number;
  work: () => void;
  handle: NodeJS.Timeout | undefined;
}
