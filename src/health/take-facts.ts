import { type AuditShelf, isSameDevices } from './audit-devices.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import type { ClusterMemory } from './watch-memory.ts';

/**
 * Takes into the memory what a look with the token told, and keeps on the shelf which audit devices there are. The
 * shelf is read before the first look counts, and written only when something changed.
 *
 * @throws whatever the shelf throws
 */
export async function takeFacts(
  memory: ClusterMemory,
  facts: ClusterFacts,
  shelf: AuditShelf | undefined,
  now: Date,
): Promise<void> {
  memory.auditDevices ??= await shelf?.read(memory.name);
  const before = memory.auditDevices;
  memory.takeFacts(facts, now);
  const { auditDevices } = memory;
  if (!shelf || !auditDevices || (before && isSameDevices(before, auditDevices))) return;
  await shelf.save(memory.name, auditDevices);
}
