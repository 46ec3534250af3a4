import type { Deadline, DeadlineReader } from '../deadline.ts';

/** Names of the custom metadata keys. */
export interface KvFields {
  expiration: string;
  lastRenewal: string;
  owner: string;
}

/** What the metadata of one KV v2 secret says about its end. */
export interface KvReading {
  expiration: Deadline;
  lastRenewal: Deadline;
  owner: string | undefined;
  /** When Vault deletes the current version by itself (`delete_version_after`), or has deleted it. */
  deletion: Deadline;
  /** Number of the current version; undefined while there is none. */
  version: number | undefined;
  /** When that was made, as Vault writes it. */
  versionMade: string | undefined;
}

const unset: Deadline = { state: 'unset' };

/**
 * Reads one secret's metadata (https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-metadata).
 * Written out by hand: a scan does this thousands of times. Undefined when the record is no metadata at all.
 */
export function readKvRecord(
  record: unknown,
  fields: KvFields,
  readDeadline: DeadlineReader,
): KvReading | undefined {
  if (!isObject(record) || !('custom_metadata' in record)) return undefined;
  const custom = record.custom_metadata ?? {};
  if (!isObject(custom)) return undefined;
  const version = currentVersion(record);
  return {
    expiration: readDeadline(own(custom, fields.expiration)),
    lastRenewal: readDeadline(own(custom, fields.lastRenewal)),
    owner: readOwner(own(custom, fields.owner)),
    deletion: readDeletion(version, readDeadline),
    version: version && typeof record.current_version === 'number' ? record.current_version : undefined,
    versionMade: typeof version?.created_time === 'string' ? version.created_time : undefined,
  };
}

function currentVersion(record: Record<string, unknown>): Record<string, unknown> | undefined {
  if (!isObject(record.versions)) return undefined;
  const version = own(record.versions, String(record.current_version));
  return isObject(version) ? version : undefined;
}

/** `deletion_time` is empty while a version has no end. */
function readDeletion(version: Record<string, unknown> | undefined, readDeadline: DeadlineReader): Deadline {
  if (!version || version.destroyed === true || version.deletion_time === '') return unset;
  return readDeadline(version.deletion_time);
}

function readOwner(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}

/** A field may be named `constructor`. */
function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
