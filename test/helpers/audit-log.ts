import { rmSync, symlinkSync } from 'node:fs';
import type { RaftNode } from './raft-node.ts';

/** A file on a disk that is always full. */
export const fullFile = '/dev/full';
/** A file that nobody may write, not even root, whose rights go over the mode of any other file. */
export const readOnlyFile = '/sys/kernel/uevent_seqnum';

/** Has a node write its audit log to another file; without one, to a new file of its own as at first. */
export function turnAuditLog(
  { auditLogFile, process }: Pick<RaftNode, 'auditLogFile' | 'process'>,
  to?: string,
): void {
  rmSync(auditLogFile, { force: true });
  if (to !== undefined) symlinkSync(to, auditLogFile);
  process.signal('SIGHUP');
}
