import { createDeadlineReader, type DeadlineReader } from '../deadline.ts';
import type { ProblemReason } from '../finding.ts';
import { type KvFields, readKvRecord } from './kv-record.ts';

/** What was found in one mount or a part of it; plain data, so that it can come out of a worker thread. */
export interface KvFindings {
  /** How many secrets' metadata was looked at. */
  secrets: number;
  dated: DatedSecret[];
  problems: PathProblem[];
}

export interface DatedSecret {
  path: string;
  expiresAtMs: number;
  renewedAtMs: number | undefined;
  owner: string | undefined;
}

export interface PathProblem {
  path: string;
  reason: ProblemReason;
  problem: string;
  owner?: string | undefined;
}

/** What reading depends on; plain data too. */
export interface KvSettings {
  fields: KvFields;
  /** For dates without a time. */
  zone: string;
}

/** Reads secrets' metadata one after another into findings. */
export interface KvReader {
  /** `path` is inside the mount. False when the record is no metadata; that is a problem by then. */
  read(path: string, record: unknown, findings: KvFindings): boolean;
}

export function noFindings(): KvFindings {
  return { secrets: 0, dated: [], problems: [] };
}

export function createKvReader({ fields, zone }: KvSettings): KvReader {
  const readDeadline: DeadlineReader = createDeadlineReader(zone);
  return {
    read(path, record, findings) {
      const reading = readKvRecord(record, fields, readDeadline);
      if (!reading) {
        findings.problems.push({ path, reason: 'badAnswer', problem: 'its metadata has an unknown form' });
        return false;
      }
      findings.secrets += 1;
      const { expiration, lastRenewal, owner } = reading;
      if (expiration.state === 'unreadable')
        findings.problems.push({ path, owner, ...unreadableDate(fields.expiration, expiration.shape) });
      if (lastRenewal.state === 'unreadable')
        findings.problems.push({ path, owner, ...unreadableDate(fields.lastRenewal, lastRenewal.shape) });
      if (expiration.state === 'set')
        findings.dated.push({
          path,
          expiresAtMs: expiration.atMs,
          renewedAtMs: lastRenewal.state === 'set' ? lastRenewal.atMs : undefined,
          owner,
        });
      return true;
    },
  };
}

function unreadableDate(field: string, shape: string): Omit<PathProblem, 'path'> {
  return {
    reason: 'unreadableDate',
    problem: `${field} is not a date that can be read (${shape}); write it like 2026-12-31 or 2026-12-31T09:00:00Z`,
  };
}
