/** The handlers that run now: a clean stop waits for them. */
export class Running {
  readonly #works = new Set<Promise<unknown>>();

  /** Takes part until it ends, however that is. */
  add<Value>(work: Promise<Value>): Promise<Value> {
    this.#works.add(work);
    const leave = () => void this.#works.delete(work);
    work.then(leave, leave);
    return work;
  }

  get size(): number {
    return this.#works.size;
  }

  /** True when all ended, those that were added meanwhile too; false when `timeLimitMs` was over first. */
  async ended(timeLimitMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<'over'>((resolve) => {
      timer = setTimeout(resolve, timeLimitMs, 'over');
    });
    try {
      while (this.#works.size > 0) {
        const ended = await Promise.race([Promise.allSettled([...this.#works]), limit]);
        if (ended === 'over') return false;
      }
      return true;
    } finally {
      clearTimeout(timer);
    }
  }
}
