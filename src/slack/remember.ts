/** More keys than this are forgotten, oldest first: a bound on memory, not a rule. */
const mostKeys = 2_000;

/** With `fresh` an answer from before is not taken, unless the question fails now. */
export type Remembering<Value> = (
  key: string,
  ask: () => Promise<Value>,
  options?: { fresh?: boolean | undefined },
) => Promise<Value>;

/**
 * Remembers answers for `keepMs`. Askers at the same time share one question; a failure is not remembered.
 */
export function remembering<Value>(keepMs: number, now: () => Date): Remembering<Value> {
  const known = new Map<string, { value: Promise<Value>; until: number }>();
  return (key, ask, { fresh = false } = {}) => {
    const found = known.get(key);
    const alive = found && found.until > now().getTime() ? found.value : undefined;
    if (alive && !fresh) return alive;
    const value = alive ? ask().catch(() => alive) : ask();
    const entry = { value, until: now().getTime() + keepMs };
    known.delete(key);
    known.set(key, entry);
    value.catch(() => {
      if (known.get(key) === entry) known.delete(key);
    });
    const oldest = known.keys().next();
    if (known.size > mostKeys && !oldest.done) known.delete(oldest.value);
    return value;
  };
}
