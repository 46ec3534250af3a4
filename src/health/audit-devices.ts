import { dayMs } from '../lib/times.ts';

/** Audit devices that a cluster has, or had until lately: by name, since when each is gone. */
export type AuditDevices = ReadonlyMap<string, Date | undefined>;

/** Where it is kept which audit devices there were, so that one that goes while the program is down is missed. */
export interface AuditShelf {
  read(cluster: string): Promise<AuditDevices>;
  save(cluster: string, devices: AuditDevices): Promise<void>;
}

/** What is known after one more look. A device that is gone is remembered for a day from the look that missed it. */
export function noteAuditDevices(known: AuditDevices, there: readonly string[], now: Date): AuditDevices {
  const gone = [...known]
    .filter(([name]) => !there.includes(name))
    .map(([name, goneAt]) => [name, goneAt ?? now] as const)
    .filter(([, goneAt]) => now.getTime() - goneAt.getTime() < dayMs);
  return new Map<string, Date | undefined>([...there.map((name) => [name, undefined] as const), ...gone]);
}

/** Those that are gone, in the order of their names. */
export function lostAuditDevices(known: AuditDevices): string[] {
  return [...known].flatMap(([name, goneAt]) => (goneAt ? [name] : [])).sort();
}

export function isSameDevices(one: AuditDevices, other: AuditDevices): boolean {
  if (one.size !== other.size) return false;
  return [...one].every(
    ([name, goneAt]) => other.has(name) && other.get(name)?.getTime() === goneAt?.getTime(),
  );
}
