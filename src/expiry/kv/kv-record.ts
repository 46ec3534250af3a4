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
  return {
    expiration: readDeadline(own(custom, fields.expiration)),
    lastRenewal: readDeadline(own(custom, fields.lastRenewal)),
    owner: readOwner(own(custom, fields.owner)),
    deletion: readDeletion(record, readDeadline),
  };
}

/** `deletion_time` is empty while a version has no end. */
function readDeletion(record: Record<string, unknown>, readDeadline: DeadlineReader): Deadline {
  if (!isObject(record.versions)) return unset;
  const version = own(record.versions, String(record.current_version));
  if (!isObject(version) || version.destroyed === true || version.deletion_time === '') return unset;
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
