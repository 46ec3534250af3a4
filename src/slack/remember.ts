/** More keys than this are forgotten, oldest first: a bound on memory, not a rule. */
const mostKeys = 2_000;

/**
 * Remembers answers for `keepMs`. Askers at the same time share one question; a failure is not remembered.
 */
export function remembering<Value>(
  keepMs: number,
  now: () => Date,
): (key: string, ask: () => Promise<Value>) => Promise<Value> {
  const known = new Map<string, { value: Promise<Value>; until: number }>();
  return (key, ask) => {
    const found = known.get(key);
    if (found && found.until > now().getTime()) return found.value;
    const value = ask();
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
