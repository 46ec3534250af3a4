/**
 * A value made once per owner (the process's `Ports`, as a rule) and then shared: an index, a renderer.
 * It is made at first use, so that heavy parts load only when somebody needs them, and it goes with its owner,
 * so that tests with their own ports never see each other's.
 */
export function sharedBy<Owner extends object, Value>(
  make: (owner: Owner) => Value,
): (owner: Owner) => Value {
  const made = new WeakMap<Owner, Value>();
  return (owner) => {
    if (!made.has(owner)) made.set(owner, make(owner));
    return made.get(owner) as Value;
  };
}
