import { createDeadlineReader } from '../deadline.ts';
import type { DatedItem, ProblemReason } from '../finding.ts';
import { type KvReading, readKvRecord } from './kv-record.ts';
import { createPathSettings, type KvPathSettings, type KvSettings } from './kv-settings.ts';

/** What was found in one mount or a part of it; plain data, so that it can come out of a worker thread. */
export interface KvFindings {
  /** How many secrets' metadata was looked at. */
  secrets: number;
  dated: DatedSecret[];
  /** Paths of secrets that have no date, and so no end. */
  undated: string[];
  problems: PathProblem[];
}

export type DatedSecret = Pick<
  DatedItem,
  'path' | 'expiresAtMs' | 'renewedAtMs' | 'version' | 'versionAtMs' | 'owner' | 'note'
>;

export interface PathProblem {
  path: string;
  reason: ProblemReason;
  problem: string;
  owner?: string | undefined;
}

/** Reads secrets' metadata one after another into findings. */
export interface KvReader {
  /** `path` is inside the mount. False when the record is no metadata; that is a problem by then. */
  read(path: string, record: unknown, findings: KvFindings): boolean;
}

export function noFindings(): KvFindings {
  return { secrets: 0, dated: [], undated: [], problems: [] };
}

export function createKvReader(settings: KvSettings): KvReader {
  const readDeadline = createDeadlineReader(settings.zone);
  const settingsOf = createPathSettings(settings);
  return {
    read(path, record, findings) {
      const here = settingsOf(path);
      const reading = readKvRecord(record, here.fields, readDeadline);
      if (!reading) {
        findings.problems.push({ path, reason: 'badAnswer', problem: 'its metadata has an unknown form' });
        return false;
      }
      findings.secrets += 1;
      noteEnd(path, reading, here, settings.nowMs, findings);
      return true;
    },
  };
}

/** The earlier of the date that people wrote and the end that Vault itself has set for the current version. */
function noteEnd(
  path: string,
  { expiration, lastRenewal, owner, deletion, version, versionMade }: KvReading,
  { fields, required }: KvPathSettings,
  nowMs: number,
  { dated, undated, problems }: KvFindings,
): void {
  const renewedAtMs = lastRenewal.state === 'set' ? lastRenewal.atMs : undefined;
  const writtenMs = expiration.state === 'set' ? expiration.atMs : Number.POSITIVE_INFINITY;
  const deletedMs =
    deletion.state === 'set' && deletion.atMs > nowMs ? deletion.atMs : Number.POSITIVE_INFINITY;
  const expiresAtMs = Math.min(writtenMs, deletedMs);
  if (expiresAtMs !== Number.POSITIVE_INFINITY)
    dated.push({
      path,
      expiresAtMs,
      renewedAtMs,
      version,
      versionAtMs: timeOf(versionMade),
      owner,
      note: deletedMs < writtenMs ? 'Vault deletes this version then' : undefined,
    });
  else undated.push(path);
  if (required && expiration.state === 'unset' && expiresAtMs === Number.POSITIVE_INFINITY)
    problems.push({
      path,
      owner,
      reason: 'missingDate',
      problem: `it has no ${fields.expiration}, and every secret here must have one`,
    });
  if (expiration.state === 'unreadable')
    problems.push({ path, owner, ...unreadableDate(fields.expiration, expiration.shape) });
  if (lastRenewal.state === 'unreadable')
    problems.push({ path, owner, ...unreadableDate(fields.lastRenewal, lastRenewal.shape) });
}

/** Vault's own times are RFC 3339; anything else is not known. */
function timeOf(text: string | undefined): number | undefined {
  const atMs = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}

function unreadableDate(field: string, shape: string): Omit<PathProblem, 'path'> {
  return {
    reason: 'unreadableDate',
    problem: `${field} is not a date that can be read (${shape}); write it like 2026-12-31 or 2026-12-31T09:00:00Z`,
  };
}
